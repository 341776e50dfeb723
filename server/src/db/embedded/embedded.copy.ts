import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { OsUser } from './embedded.user.ts'

/**
 * The directories for a copy of the npm package's binaries where they cannot run in place. Root needs a directory that another user can
 * read; one that another user has made beforehand is refused (`makeBaseDir`). Other users use DATA_DIR.
 */
export const copyDirs = (user: OsUser | null, dataDir: string): string[] =>
  user ? ['/var/cache/coworking-manager', '/var/tmp/coworking-manager'] : [join(dataDir, 'postgres-binaries')]

/**
 * Makes the symbolic links between libraries that npm packages cannot carry; the package's own install script makes
 * them, too, but install scripts may be off. Throws where the directory may not be written to.
 */
export function linkLibraries(nativeDir: string): void {
  const links = JSON.parse(readFileSync(join(nativeDir, 'pg-symlinks.json'), 'utf8')) as LibraryLink[]
  for (const { source, target } of links) {
    const path = join(nativeDir, '..', target)
    if (lstatSync(path, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(target), source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

type LibraryLink = { source: string; target: string }

/**
 * Copies the package's binaries to `<baseDir>/postgresql-<version>/native` unless they are there, and returns their `bin`. Simultaneous
 * starts each make their own copy; the first to rename its copy wins.
 */
export async function copyPackage(nativeDir: string, version: string, baseDir: string): Promise<string> {
  await makeBaseDir(baseDir)
  const copyDir = join(baseDir, `postgresql-${version}`)
  if (!isCopy(nativeDir, join(copyDir, 'native'))) {
    await removeAbandoned(baseDir)
    const newDir = await mkdtemp(join(baseDir, '.new-'))
    try {
      await chmod(newDir, 0o755)
      await copyTree(nativeDir, join(newDir, 'native'))
      linkLibraries(join(newDir, 'native'))
      await putInPlace(newDir, copyDir, () => isCopy(nativeDir, join(copyDir, 'native')))
    } finally {
      await rm(newDir, { recursive: true, force: true })
    }
  }
  return join(copyDir, 'native/bin')
}

/** Only a directory of our user that others cannot write to: a file that another user put there would run as PostgreSQL. */
async function makeBaseDir(dir: string): Promise<void> {
  if (mkdirSync(dir, { recursive: true })) await chmod(dir, 0o755)
  const stats = await lstat(dir)
  if (!stats.isDirectory() || stats.uid !== process.getuid?.() || stats.mode & 0o022)
    throw new Error(`${dir} is not a directory that only this user may write to`)
}

/** Whether all files exist with equal sizes: a power cut may have left a copy with empty files. */
function isCopy(nativeDir: string, copyDir: string): boolean {
  const files = readdirSync(nativeDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.every((file) => {
    const path = join(file.parentPath, file.name)
    const copied = statSync(join(copyDir, relative(nativeDir, path)), { throwIfNoEntry: false })
    return copied?.size === statSync(path).size
  })
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  const entries = await readdir(from, { withFileTypes: true })
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) return copyTree(source, target)
      if (!entry.isFile()) return
      await copyFile(source, target)
      // The mode of the package is not copied: after an installation with a strict umask PostgreSQL's user could not read the copy.
      await chmod(target, (await lstat(source)).mode & 0o100 ? 0o755 : 0o644)
    }),
  )
}

async function putInPlace(newDir: string, finalDir: string, isThere: () => boolean): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(newDir, finalDir)
    } catch (error) {
      if (isThere()) return
      if (attempt === 3) throw error
      const damaged = join(dirname(finalDir), `.old-${process.pid}-${attempt}`)
      await rename(finalDir, damaged).catch(() => {})
      await rm(damaged, { recursive: true, force: true })
    }
  }
}

/** Removes the rest of interrupted copies: a copy that is older than an hour is not being made any more. */
async function removeAbandoned(baseDir: string): Promise<void> {
  for (const name of await readdir(baseDir)) {
    if (!/^\.(new|old)-/.test(name)) continue
    const path = join(baseDir, name)
    // Another start may rename or remove it at the same time.
    const status = await lstat(path).catch(() => null)
    if (status && Date.now() - status.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true })
  }
}
