import { execFileSync, spawn } from 'node:child_process'
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FigureRow, Report } from '../../../testing/figures.ts'
import type { FaultName } from './faults.ts'
import type { Task } from './trial.ts'

const trialScript = join(import.meta.dirname, 'trial.ts')

type FailoverOptions = { faultNames: FaultName[]; rounds: number; clients: number }

/**
 * Runs the cluster of docs/cluster.md on this machine, with the files of deploy/cluster. Its leader is killed, frozen and cut off under
 * load. The cluster runs in its own namespaces where this process may make them, and on the loopback interface elsewhere.
 */
export async function tryFailover({ faultNames, rounds, clients }: FailoverOptions): Promise<Report> {
  const missing = findMissing()
  if (missing) return skipped(missing)
  const dir = mkdtempSync(join(tmpdir(), 'coworking-failover-'))
  chmodSync(dir, 0o755)
  let report: Report | undefined
  try {
    const patroni = findProgram('patroni') ?? installPatroni(dir)
    if (!patroni) return skipped('Patroni is not installed, and pip cannot install it')
    report = await run({
      faultNames,
      rounds,
      clients,
      dir,
      patroni,
      user: findUser(),
      namespaces: canMakeNamespaces(),
    })
    return report
  } finally {
    if (report && report.broken.length > 0) console.log(`The logs of all servers are left in ${dir}.`)
    else rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

function skipped(why: string): Report {
  console.log(`*** ${why}: the trial of failovers is SKIPPED ***`)
  return { figures: [], broken: [], skipped: [why] }
}

function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux'
  const programs = ['etcd', 'haproxy', 'redis-server', 'python3', '/usr/lib/postgresql/15/bin/postgres']
  const missing = programs.filter((name) => !findProgram(name))
  if (missing.length === 0) return undefined
  return `${missing.join(', ')} are not installed (apt-get install etcd-server haproxy redis-server postgresql python3-venv)`
}

function findProgram(name: string): string | null {
  const folders = `${process.env.PATH}${delimiter}/usr/sbin`.split(delimiter)
  const paths = name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))
  return paths.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Installs Patroni from PyPI into a virtual environment of this trial. It uses Debian's Python, which the servers' user can read. */
function installPatroni(dir: string): string | null {
  const python = findProgram('/usr/bin/python3') ?? 'python3'
  const venv = join(dir, 'venv')
  console.log('installing Patroni with pip')
  try {
    execFileSync(python, ['-m', 'venv', venv], { stdio: 'ignore' })
    execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', 'patroni[etcd,psycopg3]'], {
      stdio: 'ignore',
    })
    return join(venv, 'bin/patroni')
  } catch {
    return null
  }
}

/** PostgreSQL does not run as root. */
function findUser(): Task['user'] {
  if (process.getuid?.() !== 0) return null
  return { name: 'postgres', id: Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })) }
}

const namespaces = ['--net', '--pid', '--mount-proc', '--fork', '--kill-child']

function canMakeNamespaces(): boolean {
  const bridge = 'ip link add br0 type bridge && ip link add veth0 type veth peer name veth1'
  try {
    execFileSync('unshare', [...namespaces, 'sh', '-c', bridge], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function run(task: Task): Promise<Report> {
  const path = `${process.env.PATH}${delimiter}/usr/sbin`
  const command = [process.execPath, trialScript, JSON.stringify(task)]
  // The shell is the first process of the namespace, so it reaps processes whose parents were killed.
  const isolated = ['unshare', ...namespaces, 'sh', '-c', '"$@"; exit $?', 'sh', ...command]
  const [program = '', ...words] = task.namespaces ? isolated : command
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: path },
  })
  // `unshare` ignores SIGTERM; by SIGKILL (and --kill-child) all processes of its namespace end with it. Without namespaces the trial stops
  // its processes when SIGTERM ends it.
  const endTrial = () => {
    child.kill(task.namespaces ? 'SIGKILL' : 'SIGTERM')
    rmSync(task.dir, { recursive: true, force: true, maxRetries: 10 })
  }
  process.once('exit', endTrial)
  const skippedParts: string[] = []
  const report: Report = { figures: [], broken: [], skipped: skippedParts }
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, word, json = ''] = /^(BROKEN|SKIPPED|FIGURE) (.*)$/.exec(line) ?? []
    if (word === 'BROKEN') report.broken.push(JSON.parse(json) as string)
    else if (word === 'SKIPPED') skippedParts.push(JSON.parse(json) as string)
    else if (word === 'FIGURE') report.figures.push(JSON.parse(json) as FigureRow)
    else console.log(line)
  })
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  process.off('exit', endTrial)
  if (status !== 0) report.broken.push(`the trial ended with status ${status}`)
  return report
}
