import { spawn } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StartupError } from '../../shared/startup-error.ts'
import { waitUntil } from './embedded.wait.ts'

/** Another process holds the lock on DATA_DIR. */
export class DataDirInUse extends StartupError {}

type DataDirLock = {
  release(): void
}

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants
// macOS locks when the file is opened; Node has no name for this flag.
const O_EXLOCK = 0x20

/**
 * Makes this process the only one that may start a PostgreSQL on `dataDir`: a kernel lock on `<dataDir>/service.lock`, which the
 * kernel releases when the process ends, in any way. The lock is not in the database, because it must hold before a database
 * exists.
 *
 * Raises `DataDirInUse`, a `StartupError` that names the process that holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = join(dataDir, 'service.lock')
  const fd =
    process.platform === 'darwin' ? openLocked(path) : openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
  const locked = fd !== null && (process.platform === 'darwin' || (await lockDescriptor(fd)))
  if (!locked) {
    if (fd !== null) closeSync(fd)
    throw new DataDirInUse(
      `DATA_DIR ${dataDir} is in use by ${await holderOf(path)}: stop that service, or set another DATA_DIR`,
    )
  }
  ftruncateSync(fd)
  writeSync(fd, `${process.pid}\n`, 0)
  return {
    release() {
      ftruncateSync(fd)
      closeSync(fd)
    },
  }
}

function openLocked(path: string): number | null {
  try {
    return openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_EXLOCK, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null
    throw error
  }
}

/** The lock belongs to the open file, which the command shares with us, so it stays when the command has ended. */
function lockDescriptor(fd: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const command = spawn('flock', ['-x', '-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
    const refuse = (reason: string) =>
      reject(
        new StartupError(
          `DATA_DIR cannot be locked (${reason}): install util-linux, which brings flock, or set DATABASE_URL`,
        ),
      )
    command.on('error', (error) => refuse(error.message))
    command.on('exit', (code) =>
      code === 0 || code === 1 ? resolve(code === 0) : refuse(`flock ended with ${code}`),
    )
  })
}

/**
 * The process number is in the file; for an instant after the lock was taken the file may be empty, or have the number of a dead process.
 */
async function holderOf(path: string): Promise<string> {
  let pid = 0
  const isHolderKnown = await waitUntil(500, () => {
    pid = Number(readFileSync(path, 'utf8'))
    return pid > 0 && isAlive(pid)
  })
  return isHolderKnown ? `process ${pid}` : 'another process'
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
