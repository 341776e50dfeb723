import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Starts the service of this folder. */
export const serveScript = fileURLToPath(new URL('../../scripts/serve', import.meta.url))

export const adminEmail = 'admin@example.com'
export const adminPassword = 'correct horse battery'
/** The tools sign members' tokens themselves: signing in costs more than all they do afterwards. */
export const jwtSecret = 'a secret that only the soak and its tests know of'

type Ending = { code: number | null; signal: NodeJS.Signals | null }

/** One run of the service in a process of its own. */
export type Run = {
  child: ChildProcess
  /** What it has told the person at the terminal so far. */
  said(): string
  /** The last lines of its log, for the one who must find out what went wrong. */
  log(): string
  /** Its URL, once `/readyz` says so. Throws with what it said when it ends before. */
  ready(): Promise<string>
  exited: Promise<Ending>
}

type Options = {
  /** Leader of a process group, as a shell starts it: a signal to the group is what Ctrl-C sends. */
  ownGroup?: boolean
  /** Whether `log()` has it; else it goes nowhere, for reading it would cost the one who measures. */
  keepsLog?: boolean
  /** An open file that it goes to instead. */
  logFd?: number
  /** The script that starts it: that of another folder runs the sources there. */
  serve?: string
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts the service on a port of its own choice with these settings and nothing else of this environment. */
export function runService(
  settings: Record<string, string>,
  { ownGroup = false, keepsLog = true, logFd, serve = serveScript }: Options = {},
): Run {
  const child = spawn(serve, {
    env: { ...inherited(), PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT_MAX: '0', ...settings },
    detached: ownGroup,
    stdio: ['ignore', logFd ?? (keepsLog ? 'pipe' : 'ignore'), 'pipe'],
  })
  running.add(child)
  let said = ''
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk))
  child.stdout?.on('data', (chunk: Buffer) => {
    log = (log + chunk).slice(-1_000_000)
  })
  const exited = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    // Not `exit`: its last words may still be in the pipe then.
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  })
  const ready = async () => {
    const ended = exited.then(({ code, signal }) => {
      throw new Error(`the service ended with ${signal ?? code} before it was ready: ${said}${log}`)
    })
    return Promise.race([ended, urlOnceReady(() => said, child, ended)])
  }
  return { child, said: () => said, log: () => log, ready, exited }
}

const inherited = () => ({
  ...Object.fromEntries(['HOME', 'REDIS_URL'].map((name) => [name, process.env[name]])),
  // The Node that runs this one.
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
})

async function urlOnceReady(said: () => string, child: ChildProcess, ended: Promise<never>): Promise<string> {
  for (;;) {
    const url = /Service +(http\S+)/.exec(said())?.[1]
    if (url && (await isReady(url))) return url
    if (child.exitCode !== null || child.signalCode !== null) return ended
    await sleep(5)
  }
}

export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.ok
    },
    () => false,
  )

/** A service on one DATA_DIR that is ended and started again. */
export type Service = {
  dataDir: string
  /** Where it listens; another port after every start. */
  url(): string
  /** Milliseconds until `/readyz` said yes. */
  start(): Promise<number>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM; how it ended, after how many milliseconds. */
  stop(): Promise<Ending & { ms: number }>
  /** The last lines of its log, and what it told the person at the terminal. */
  log(): string
}

/** `more`: settings besides those that every tool needs. */
export function createService(dataDir: string, more: Record<string, string> = {}): Service {
  const settings = {
    ...more,
    DATA_DIR: dataDir,
    JWT_SECRET: jwtSecret,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: adminPassword,
  }
  let run: Run | undefined
  let url = ''
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const startedAt = performance.now()
    run?.child.kill(signal)
    const ending = (await run?.exited) ?? { code: null, signal: null }
    return { ...ending, ms: performance.now() - startedAt }
  }
  return {
    dataDir,
    url: () => url,
    async start() {
      const startedAt = performance.now()
      run = runService(settings)
      url = await run.ready()
      return performance.now() - startedAt
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    log: () => (run ? run.log() + run.said() : ''),
  }
}
