import { constants } from 'node:fs'
import { chmod, chown, lchown, lstat, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { StartupError } from '../../shared/startup-error.ts'
import { superuser } from './embedded.connection.ts'
import { type Launcher, run } from './embedded.launcher.ts'
import { namedUser } from './embedded.user.ts'

/** Written once into the `postgresql.conf` of a new data directory of PostgreSQL, for the operator to change; every commit stays durable. */
const settings = `
# Written by Coworking Manager when it made this directory. Change what you like: it is read at the next start.
max_connections = 100
shared_buffers = 128MB
effective_cache_size = 512MB
random_page_cost = 1.1
max_wal_size = 1GB
checkpoint_completion_target = 0.9
fsync = on
synchronous_commit = on
full_page_writes = on
password_encryption = scram-sha-256
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
`

/** The major version of the PostgreSQL that made the data directory; null where there is none yet. */
export async function findPgDataMajor(pgDataDir: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(join(pgDataDir, 'PG_VERSION'), 'utf8'), 10)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const files = await readdir(pgDataDir).catch(() => [])
  if (files.length === 0) return null
  throw new StartupError(
    `${pgDataDir} is not empty and no PostgreSQL made it: move it away, or set another DATA_DIR`,
  )
}

type NewPgDataDir = {
  dataDir: string
  pgDataDir: string
  binDir: string
  version: string
  launcher: Launcher
}

/**
 * Makes the data directory of PostgreSQL under another name and renames it when it is complete, so that an interrupted start leaves nothing
 * that looks like a data directory. The caller must hold the lock on DATA_DIR.
 */
export async function createPgDataDir({
  dataDir,
  pgDataDir,
  binDir,
  version,
  launcher,
}: NewPgDataDir): Promise<void> {
  for (const name of await readdir(dataDir))
    if (name.startsWith('postgres.new-')) await removeTree(join(dataDir, name))
  assertUserHasName()
  const newDir = await mkdtemp(join(dataDir, 'postgres.new-'))
  try {
    // initdb needs the name of its user, and the user that is to own the directory may have no name.
    const initdbUser = launcher.user && namedUser()
    if (initdbUser) await chown(newDir, initdbUser.uid, initdbUser.gid)
    const options = initdbOptions(Number.parseInt(version, 10))
    await run({ ...launcher, user: initdbUser }, join(binDir, 'initdb'), options, newDir)
    if (launcher.user) await chownTree(newDir, launcher.user.uid, launcher.user.gid)
    const conf = await open(
      join(newDir, 'postgresql.conf'),
      constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW,
    )
    try {
      await conf.writeFile(settings)
      await conf.sync()
    } finally {
      await conf.close()
    }
    await rename(newDir, pgDataDir)
  } catch (error) {
    await removeTree(newDir)
    throw error
  }
  await syncDir(dataDir)
}

/** initdb needs a name for its user even where `--username` gives another; containers may run as a user without a name. */
function assertUserHasName(): void {
  try {
    userInfo()
  } catch {
    const uid = process.getuid?.()
    throw new StartupError(
      `PostgreSQL cannot make its data as user ${uid}, who has no name: give the user a line in /etc/passwd, or set DATABASE_URL`,
    )
  }
}

function initdbOptions(major: number): string[] {
  // UTF-8 with any LANG. With libc's C.UTF-8, pg_trgm, which an operator may add, recognises all letters; with plain C only those of ASCII.
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const builtin = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
  return [
    `--username=${superuser}`,
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--lc-messages=C',
    ...builtin,
    '--data-checksums',
    // Only PostgreSQL's own user may enter the socket's directory, and this user may read the data files anyway.
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
  ]
}

/**
 * PostgreSQL requires a directory of its own user, closed to others. A restored or copied directory may be neither, and an earlier
 * version of the service has left it to `postgres` or `nobody`, which other services use, too. No server may be running on it.
 */
export async function takeOwnership(pgDataDir: string, { user }: Launcher): Promise<void> {
  if (user && (await lstat(pgDataDir)).uid !== user.uid) await chownTree(pgDataDir, user.uid, user.gid)
  await chmod(pgDataDir, 0o700)
}

/** The removal is repeated, because processes that initdb had started may still write for a moment after it was killed. */
const removeTree = (dir: string): Promise<void> =>
  rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })

async function chownTree(path: string, uid: number, gid: number): Promise<void> {
  const isDirectory = (await lstat(path)).isDirectory()
  for (const name of isDirectory ? await readdir(path) : []) await chownTree(join(path, name), uid, gid)
  await lchown(path, uid, gid)
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
