import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'

const started = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of started) signalTree([child.pid ?? 0], 'SIGKILL')
})

type Options = { prefix: string[]; asUser: string | null; env: Record<string, string>; logFile: string }

/**
 * Starts a server that writes its output to a file. `prefix` has the words before the command that make it run on a node of the cluster; it is
 * empty where the command runs in the network of this process.
 */
export function startServer(command: string[], { prefix, asUser, env, logFile }: Options): ChildProcess {
  const user = asUser ? ['setpriv', `--reuid=${asUser}`, `--regid=${asUser}`, '--init-groups'] : []
  const [program = '', ...words] = [...prefix, ...user, ...command]
  const log = openSync(logFile, 'a')
  const child = spawn(program, words, {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', log, log],
    cwd: '/',
  })
  closeSync(log)
  started.add(child)
  child.once('exit', () => started.delete(child))
  return child
}

/** Returns the running processes among these and their descendants, parents first. */
function treeOf(roots: number[]): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const parent = parentOf(name)
    if (parent !== null) parents.set(Number(name), parent)
  }
  const tree = new Set(roots.filter((pid) => parents.has(pid)))
  for (let size = -1; size !== tree.size; ) {
    size = tree.size
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid)
  }
  return [...tree]
}

function parentOf(pid: string): number | null {
  try {
    // The name in parentheses may contain any characters, even parentheses.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) \S /s, '')
        .split(' ')[0],
    )
  } catch {
    return null
  }
}

/** Sends the signal to these processes and their descendants until no new ones appear. */
export function signalTree(roots: number[], signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  const signalled = new Set<number>()
  for (;;) {
    const fresh = treeOf(roots).filter((pid) => !signalled.has(pid))
    if (fresh.length === 0) return
    for (const pid of fresh) {
      signalled.add(pid)
      try {
        process.kill(pid, signal)
      } catch {
        // The process has already ended.
      }
    }
  }
}
