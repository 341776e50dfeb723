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

/** Null where no PostgreSQL uses the directory and the last one ended in order. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(orNothing)
  if (!text) return null
  // Documented in PostgreSQL's src/include/utils/pidfile.h; it is written line by line while the server starts.
  const [pid = '', , , , socketDir = '', , , status = ''] = text.split('\n')
  return { pid: Number(pid), socketDir, status: status.trim() }
}

/** Given to PostgreSQL as its `cluster_name`, so it stands in the command line of each of its processes. */
export async function clusterNameOf(clusterDir: string): Promise<string> {
  const { dev, ino } = await stat(clusterDir)
  return `coworking-${dev}-${ino}`
}

/** Whether this process is a PostgreSQL on this directory, and not another program that got its number since. */
export const isServerProcess = async (pid: number, clusterDir: string): Promise<boolean> =>
  (await listServerProcesses(clusterDir, [pid])).certain.length > 0

/**
 * Ends what earlier services left running on the directory, because no new PostgreSQL starts beside it: a server without
 * an owner, or the sessions of a killed one that have not noticed yet. Call it holding the lock on DATA_DIR.
 */
export async function endLeftovers(clusterDir: string, socketDir: string, log: Logger): Promise<void> {
  const file = await readPostmasterFile(clusterDir)
  const { certain, possible } = await listServerProcesses(clusterDir, file ? [file.pid] : [])
  for (const pid of certain) await endServer(pid, clusterDir, log)
  if (file) await endSessions(clusterDir)
  // The number in these files may by now be that of another process, or of one that is dead and that nobody has waited
  // for, and PostgreSQL would believe in a second server. Where it may be one, let PostgreSQL refuse.
  if (possible.length > 0) return
  const socket = socketPath(socketDir)
  for (const path of [join(clusterDir, 'postmaster.pid'), socket, `${socket}.lock`])
    await rm(path, { force: true })
}

async function endServer(pid: number, clusterDir: string, log: Logger): Promise<void> {
  log.warn({ postmaster: pid }, 'ending a PostgreSQL that lost its service')
  const gone = async () => !(await isServerProcess(pid, clusterDir))
  signal(pid, 'SIGINT')
  if (!(await waitUntil(10_000, gone))) signal(pid, 'SIGQUIT')
  await waitUntil(6_000, gone)
}

async function endSessions(clusterDir: string): Promise<void> {
  const list = async () => (await listServerProcesses(clusterDir)).certain
  const allGone = async () => (await list()).length === 0
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    // Nearly all sessions end by themselves at once; a session in a long computation notices the end only when it has a result.
    if (await waitUntil(1_000, allGone)) return
    for (const pid of await list()) signal(pid, name)
  }
  if (!(await waitUntil(1_000, allGone)))
    throw new Error('an older PostgreSQL runs on it and cannot be ended')
}

type Processes = {
  /** They work on this directory. */
  certain: number[]
  /** They are PostgreSQL, and this process is not allowed to see where they work. */
  possible: number[]
}

/** The processes, of all or of the given ones, that are PostgreSQL on this directory. */
async function listServerProcesses(clusterDir: string, among?: number[]): Promise<Processes> {
  const name = await clusterNameOf(clusterDir)
  const found: Processes = { certain: [], possible: [] }
  for (const listed of process.platform === 'linux' ? await fromProc(among) : await fromPs(among)) {
    const { pid, program, command } = listed
    if (!/^(.*\/)?postgres(:| |$)/.test(program)) continue
    const here =
      command.includes(`${name} `) || command.includes(`${name}:`) || (await worksIn(pid, clusterDir))
    if (here) found.certain.push(pid)
    if (here === null) found.possible.push(pid)
  }
  return found
}

type Listed = { pid: number; program: string; command: string }

async function fromProc(among?: number[]): Promise<Listed[]> {
  const pids = among ?? (await readdir('/proc')).map(Number).filter((pid) => pid > 0)
  const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  const texts = await Promise.all(commands)
  return pids.map((pid, i) => {
    const words = texts[i]?.split('\0') ?? []
    return { pid, program: words[0] ?? '', command: `${words.join(' ')} ` }
  })
}

async function fromPs(among?: number[]): Promise<Listed[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  const listed = stdout.split('\n').map((line) => {
    const [pid = '', ...words] = line.trim().split(/\s+/)
    const command = `${words.join(' ')} `
    return { pid: Number(pid), program: command, command }
  })
  return among ? listed.filter(({ pid }) => among.includes(pid)) : listed
}

/**
 * A PostgreSQL that was started by hand does not have our cluster name, but its working directory is its data directory. Null where this
 * process may not read it.
 */
async function worksIn(pid: number, clusterDir: string): Promise<boolean | null> {
  try {
    const [cwd, dir] = [await stat(`/proc/${pid}/cwd`), await stat(clusterDir)]
    return cwd.dev === dir.dev && cwd.ino === dir.ino
  } catch {
    const gone = process.platform === 'linux' && !existsSync(`/proc/${pid}`)
    return gone ? false : null
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function orNothing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
