import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { StartupError } from '../../shared/startup-error.ts'
import type { OsUser } from './embedded.user.ts'

/** The way to start PostgreSQL's programs on this machine. */
export type Launcher = {
  user: OsUser | null
  /** A command that runs the following command and makes the kernel interrupt it when this process dies; empty where it is missing. */
  guard: string[]
}

// The operator's environment is not passed on: PGPORT, LC_ALL, LD_LIBRARY_PATH and others would change the behaviour of PostgreSQL.
const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Starts programs as the first of these users that this process may become; without users, as itself. Raises `StartupError` where this
 * process is root and may become none of them.
 */
export async function createLauncher(users: OsUser[]): Promise<Launcher> {
  const [user = null, ...others] = users
  const guard = ['setpriv', '--pdeathsig', 'INT']
  const [file = '', ...args] = [...guard, 'true']
  try {
    await promisify(execFile)(file, args, { env, ...asUser(user) })
    return { user, guard }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!user || (code !== 'EPERM' && code !== 'EINVAL')) return { user, guard: [] }
    if (others.length > 0) return createLauncher(others)
    throw new StartupError(
      `PostgreSQL refuses to run as root, and this root may not become the user ${user.name} (${message}): start the service as an ordinary user, or set DATABASE_URL`,
    )
  }
}

/**
 * Starts a program in a separate session, so that the terminal's Ctrl-C does not reach it; with `dir`, on that data directory.
 *
 * Where root starts it as another user, that user may have no access to the path of `dir`: it may lie in a home that is closed to others,
 * and DATA_DIR itself is closed. So root opens the directory, and PostgreSQL gets it as an open file: its data directory is
 * `/proc/self/fd/3`, which the kernel resolves without the path, in every child.
 */
export function launch(
  { user, guard }: Launcher,
  program: string,
  args: string[],
  dir?: string,
): ChildProcess {
  const byDescriptor = dir !== undefined && user !== null && process.platform === 'linux'
  const fd = byDescriptor
    ? openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    : null
  const dataDirArgs = dir === undefined ? [] : ['-D', byDescriptor ? '/proc/self/fd/3' : dir]
  const [file = program, ...rest] = [...guard, program, ...dataDirArgs, ...args]
  try {
    return spawn(file, rest, {
      cwd: '/',
      detached: true,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(fd === null ? [] : [fd])],
      // The user is set here and not by setpriv, because the kernel clears the death signal when a process changes its user.
      ...asUser(user),
    })
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

const asUser = (user: OsUser | null) => (user ? { uid: user.uid, gid: user.gid } : {})

/** Runs a program to its end and returns its output. Rejects with its error output. */
export function run(launcher: Launcher, program: string, args: string[], dir?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = launch(launcher, program, args, dir)
    let output = ''
    let errorOutput = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk))
    child.stderr?.on('data', (chunk: Buffer) => (errorOutput += chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output)
      const lines = errorOutput.split('\n').filter((line) => line.trim())
      // initdb prints the message of its server, then that the server ended and that it cleans up.
      const reason = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1)
      reject(
        new Error(reason?.replace(/^.*(FATAL|PANIC): +/, '') ?? `${program} ended with ${signal ?? code}`),
      )
    })
  })
}
