import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import { socketPath } from './embedded.connection.ts'
import { waitUntil } from './embedded.wait.ts'

/** The data that a running PostgreSQL writes about itself into its data directory. */
type PostmasterFile = { pid: number; socketDir: string; status: string }

/** Null where no PostgreSQL uses the directory and the last one was shut down properly. */
export async function readPostmasterFile(pgDataDir: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(pgDataDir, 'postmaster.pid'), 'utf8').catch(nullIfMissing)
  if (!text) return null
  // Documented in PostgreSQL's src/include/utils/pidfile.h; it is written line by line while the server starts.
  const [pid = '', , , , socketDir = '', , , status = ''] = text.split('\n')
  return { pid: Number(pid), socketDir, status: status.trim() }
}

/** Given to PostgreSQL as its `cluster_name`, so it stands in the command line of each of its processes. */
export async function clusterNameOf(pgDataDir: string): Promise<string> {
  const { dev, ino } = await stat(pgDataDir)
  return `coworking-${dev}-${ino}`
}

/** Whether this process is a PostgreSQL on this directory, and not another program that got its number since. */
export const isServerProcess = async (pid: number, pgDataDir: string): Promise<boolean> =>
  (await listServerProcesses(pgDataDir, [pid])).certain.length > 0

/**
 * Ends the processes that earlier services left running on the directory, because no new PostgreSQL starts beside them: a server
 * without a service, or sessions of a killed server that have not ended yet. The caller must hold the lock on DATA_DIR. Throws the
 * abort reason of `stopping` when it is aborted: the next start ends the remaining processes.
 */
export async function endLeftovers(
  pgDataDir: string,
  socketDir: string,
  log: Logger,
  stopping?: AbortSignal,
): Promise<void> {
  const file = await readPostmasterFile(pgDataDir)
  const { certain, possible } = await listServerProcesses(pgDataDir, file ? [file.pid] : [])
  for (const pid of certain) await endServer(pid, pgDataDir, log, stopping)
  if (file) await endSessions(pgDataDir, stopping)
  // The process number in these files may belong to another process now, or to a dead process that its parent has not waited for;
  // PostgreSQL would take it for a second server. Where it may be a PostgreSQL, the files stay, and PostgreSQL refuses to start.
  if (possible.length > 0) return
  const socket = socketPath(socketDir)
  for (const path of [join(pgDataDir, 'postmaster.pid'), socket, `${socket}.lock`])
    await rm(path, { force: true })
}

async function endServer(pid: number, pgDataDir: string, log: Logger, stopping?: AbortSignal): Promise<void> {
  log.warn({ postmaster: pid }, 'ending a PostgreSQL whose service has ended')
  const isGone = async () => !(await isServerProcess(pid, pgDataDir))
  signal(pid, 'SIGINT')
  if (!(await waitUntil(10_000, isGone, stopping))) signal(pid, 'SIGQUIT')
  await waitUntil(6_000, isGone, stopping)
}

async function endSessions(pgDataDir: string, stopping?: AbortSignal): Promise<void> {
  const list = async () => (await listServerProcesses(pgDataDir)).certain
  const areAllGone = async () => (await list()).length === 0
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    // Nearly all sessions end by themselves at once; a session in a long computation notices the end only when it has a result.
    if (await waitUntil(1_000, areAllGone, stopping)) return
    for (const pid of await list()) signal(pid, name)
  }
  if (!(await waitUntil(1_000, areAllGone, stopping)))
    throw new Error('an older PostgreSQL runs on it and cannot be ended')
}

type Processes = {
  /** They are PostgreSQL on this directory. */
  certain: number[]
  /** They are PostgreSQL, but this process may not read their working directory. */
  possible: number[]
}

/** The processes, of all or of the given ones, that are PostgreSQL on this directory. */
async function listServerProcesses(pgDataDir: string, pidsToCheck?: number[]): Promise<Processes> {
  const name = await clusterNameOf(pgDataDir)
  const found: Processes = { certain: [], possible: [] }
  for (const listed of process.platform === 'linux'
    ? await fromProc(pidsToCheck)
    : await fromPs(pidsToCheck)) {
    const { pid, program, command } = listed
    if (!/^(.*\/)?postgres(:| |$)/.test(program)) continue
    const isOnDirectory =
      command.includes(`${name} `) || command.includes(`${name}:`) || (await isWorkingIn(pid, pgDataDir))
    if (isOnDirectory) found.certain.push(pid)
    if (isOnDirectory === null) found.possible.push(pid)
  }
  return found
}

type ListedProcess = { pid: number; program: string; command: string }

async function fromProc(pidsToCheck?: number[]): Promise<ListedProcess[]> {
  const pids = pidsToCheck ?? (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  const texts = await Promise.all(commands)
  return pids.map((pid, i) => {
    const words = texts[i]?.split('\0') ?? []
    return { pid, program: words[0] ?? '', command: `${words.join(' ')} ` }
  })
}

async function fromPs(pidsToCheck?: number[]): Promise<ListedProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  const listed = stdout.split('\n').map((line) => {
    const [pid = '', ...words] = line.trim().split(/\s+/)
    const command = `${words.join(' ')} `
    return { pid: Number(pid), program: command, command }
  })
  return pidsToCheck ? listed.filter(({ pid }) => pidsToCheck.includes(pid)) : listed
}

/**
 * A PostgreSQL that was started by hand does not have our cluster name, but its working directory is its data directory. Null where this
 * process may not read it.
 */
async function isWorkingIn(pid: number, pgDataDir: string): Promise<boolean | null> {
  try {
    const [cwd, dir] = [await stat(`/proc/${pid}/cwd`), await stat(pgDataDir)]
    return cwd.dev === dir.dev && cwd.ino === dir.ino
  } catch {
    const isGone = process.platform === 'linux' && !existsSync(`/proc/${pid}`)
    return isGone ? false : null
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
