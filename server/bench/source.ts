import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Source } from './fixture.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The hash of a commit that may be given as `HEAD~3`, as a tag or as a branch. */
export async function hashOf(commit: string): Promise<string> {
  const { stdout } = await run('git', ['-C', root, 'rev-parse', '--verify', `${commit}^{commit}`])
  return stdout.trim()
}

/** The sources of a commit in `dir`, with the dependencies that its package-lock.json names. */
export async function checkOut(commit: string, dir: string): Promise<Source> {
  await mkdir(dir, { recursive: true })
  const archive = join(dir, 'sources.tar')
  await run('git', ['-C', root, 'archive', '--output', archive, commit])
  await run('tar', ['-xf', archive, '-C', dir])
  const [ownLock, otherLock] = await Promise.all(
    [root, dir].map((folder) => readFile(join(folder, 'package-lock.json'), 'utf8')),
  )
  if (ownLock === otherLock) await symlink(join(root, 'node_modules'), join(dir, 'node_modules'))
  else
    await run(join(dir, 'scripts/install'), {
      cwd: dir,
      env: { ...process.env, npm_config_prefer_offline: 'true' },
    })
  const load = (file: string) => import(pathToFileURL(join(dir, file)).href)
  const { migrate }: Pick<Source, 'migrate'> = await load('server/src/db/migrate.ts')
  const { seed }: Pick<Source, 'seed'> = await load('server/bench/seed/seed.ts')
  return { migrate, seed, serve: join(dir, 'scripts/serve') }
}
