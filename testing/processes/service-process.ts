import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The script that starts the service of this folder. */
export const serveScript = fileURLToPath(new URL('../../scripts/serve', import.meta.url))

export const adminEmail = 'admin@example.com'
export const adminPassword = 'correct horse battery'
/**
 * The JWT_SECRET in `adminSettings`. The benchmark signs members' tokens with it, because signing in costs more than all other requests of
 * a member.
 */
export const jwtSecret = 'a secret that only tests and measurements know of'

/** The settings of a service to whose API a program signs in as the administrator. */
export const adminSettings = { JWT_SECRET: jwtSecret, ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: adminPassword }

type Ending = { code: number | null; signal: NodeJS.Signals | null }

/** The service in a separate process. */
export type ServiceProcess = {
  child: ChildProcess
  /** The text that the service has printed for the operator so far. */
  output(): string
  /** The last lines of the log, for finding the cause of a failure. */
  log(): string
  /** Waits until `/readyz` succeeds and returns the URL. Throws an error with the printed text when the process ends before. */
  ready(): Promise<string>
  exited: Promise<Ending>
}

type Options = {
  /** Makes the process the leader of a process group, as a shell does: Ctrl-C sends its signal to the group. */
  ownGroup?: boolean
  /** Whether `log()` returns the log; otherwise it is discarded, because reading it would distort a measurement. */
  keepsLog?: boolean
  /** The descriptor of an open file that receives the log instead. */
  logFd?: number
  /** Options for the Node of the service. */
  nodeOptions?: string[]
  /** The script that starts the service; a script in another folder runs the sources of that folder. */
  serve?: string
}

/** The running services, and what removes their folders. */
const running = new Map<ChildProcess, () => void>()
process.once('exit', () => {
  for (const [child, removeFolder] of running) {
    child.kill('SIGKILL')
    removeFolder()
  }
})

/**
 * Starts the service on a free port with these settings; of this environment it gets only the variables of `inherited`. Without a
 * `DATA_DIR` in the settings, its data folder, in which it writes its mails, is removed when it ends.
 */
export function runService(
  settings: Record<string, string>,
  { ownGroup = false, keepsLog = true, logFd, nodeOptions = [], serve = serveScript }: Options = {},
): ServiceProcess {
  const folder = settings.DATA_DIR === undefined ? mkdtempSync(join(tmpdir(), 'coworking-service-')) : null
  const removeFolder = () => {
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  const child = spawn(serve, nodeOptions, {
    env: {
      ...inherited(serve),
      PORT: '0',
      LOG_LEVEL: 'error',
      RATE_LIMIT_MAX: '0',
      ...(folder && { DATA_DIR: folder }),
      ...settings,
    },
    detached: ownGroup,
    stdio: ['ignore', logFd ?? (keepsLog ? 'pipe' : 'ignore'), 'pipe'],
  })
  running.set(child, removeFolder)
  let output = ''
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk))
  child.stdout?.on('data', (chunk: Buffer) => {
    log = (log + chunk).slice(-1_000_000)
  })
  const exited = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    // Not the event `exit`: at that time the last output may still be in the pipe.
    child.once('close', (code, signal) => {
      running.delete(child)
      removeFolder()
      resolve({ code, signal })
    })
  })
  const ready = async () => {
    const ended = exited.then(({ code, signal }) => {
      throw new Error(`the service ended with ${signal ?? code} before it was ready: ${output}${log}`)
    })
    return Promise.race([ended, urlOnceReady(() => output, child, ended)])
  }
  return { child, output: () => output, log: () => log, ready, exited }
}

const inherited = (serve: string) => ({
  ...Object.fromEntries(['HOME', 'REDIS_URL', 'NODE_COMPILE_CACHE'].map((name) => [name, process.env[name]])),
  // The Node that is installed with those sources, which may be of an earlier commit; where there is none, the running one.
  PATH: [join(dirname(serve), '../node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(':'),
})

async function urlOnceReady(
  output: () => string,
  child: ChildProcess,
  ended: Promise<never>,
): Promise<string> {
  for (;;) {
    const url = /Service +(http\S+)/.exec(output())?.[1]
    if (url && (await isReady(url))) return url
    if (child.exitCode !== null || child.signalCode !== null) return ended
    await sleep(5)
  }
}

export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok
    },
    () => false,
  )

/** A service on one DATA_DIR that can be stopped and started again. */
export type RestartableService = {
  dataDir: string
  /** The service's URL; its port is another one after every start. */
  url(): string
  /** Milliseconds until `/readyz` succeeded. */
  start(): Promise<number>
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>
  /** Stops the process with SIGTERM; returns its exit status and the milliseconds until it ended. */
  stop(): Promise<Ending & { ms: number }>
  /** The last lines of the log, and the text printed for the operator. */
  log(): string
}

/** `more`: settings in addition to the data folder and the administrator. */
export function createService(dataDir: string, more: Record<string, string> = {}): RestartableService {
  const settings = { ...more, DATA_DIR: dataDir, ...adminSettings }
  let current: ServiceProcess | undefined
  let url = ''
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const startedAt = performance.now()
    current?.child.kill(signal)
    const ending = (await current?.exited) ?? { code: null, signal: null }
    return { ...ending, ms: performance.now() - startedAt }
  }
  return {
    dataDir,
    url: () => url,
    async start() {
      const startedAt = performance.now()
      current = runService(settings)
      url = await current.ready()
      return performance.now() - startedAt
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    log: () => (current ? current.log() + current.output() : ''),
  }
}
