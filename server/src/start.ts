import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { closeDeps, createDeps } from './compose.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { demoAccounts, seedDemo } from './demo/demo.ts'
import { startJobs } from './jobs.ts'
import { createLog } from './log.ts'
import { ensureAdmin, signInLine } from './modules/auth/auth.admin.ts'
import { checkProvider } from './modules/payments/payment.service.ts'
import { jwtSecretOf } from './modules/sessions/session.secret.ts'
import { StartupError } from './shared/startup-error.ts'

export type Service = { url: string; log: Logger; stop(): Promise<void> }

// The reader of the log may have stopped, so the last lines get this long.
const lastLinesMs = 300

// An orderly stop must be over in three seconds, including the stop of the database.
const drainMs = 1_500

/**
 * Starts everything in its order: database, schema, demo data, administrator, HTTP. What was started is stopped again,
 * last first, by `stop` and when a later step fails. Raises `StartupError` with a sentence for the operator.
 */
export async function startService(config: Config): Promise<Service> {
  const { log, destination } = createLog(config.LOG_LEVEL)
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop())
      await step().catch((error: unknown) => log.error({ err: error }, 'while stopping'))
    await Promise.race([destination.flush(), sleep(lastLinesMs, undefined, { ref: false })])
  }
  try {
    const database = await openDatabase(config, log)
    undo.push(database.stop)
    await migrate(database.url, { say: (line) => log.info(line) })
    const jwtSecret = await jwtSecretOf(config)
    const deps = createDeps({
      config,
      log,
      databaseUrl: database.url,
      jwtSecret,
      lostLogLines: destination.lost,
    })
    undo.push(() => closeDeps(deps))
    await deps.replica.assertRight()
    // The demo data comes first, because it needs an empty database and brings an administrator.
    const isDemo = config.DEMO_DATA && (await seedDemo(deps)) !== 'declined'
    const admin = await ensureAdmin(deps)
    // Nothing waits for this promise.
    void checkProvider(deps)
    if (config.PROCESS !== 'web') undo.push(startJobs(deps))
    const app = await buildApp(deps)
    undo.push(async () => {
      const timer = setTimeout(() => app.server.closeAllConnections(), drainMs)
      await app.close()
      clearTimeout(timer)
    })
    await app.listen({ port: config.PORT, host: config.HOST }).catch(explainListen(config))
    const { port } = app.server.address() as AddressInfo
    const url = config.PUBLIC_URL.replace(/:0(?=\/|$)/, `:${port}`)
    if (config.PROCESS === 'jobs') greetJobs(url)
    else greet(url, isDemo ? await demoAccounts(deps, admin) : [signInLine(admin)])
    return { url, log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const explainListen =
  ({ HOST, PORT }: Config) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === 'EADDRINUSE')
      throw new StartupError(`Port ${PORT} on ${HOST} is taken. Stop what uses it, or set PORT to another.`)
    if (error.code === 'EACCES')
      throw new StartupError(`Port ${PORT} may not be opened by this user. Set PORT to one above 1023.`)
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      throw new StartupError(`HOST ${HOST} is not an address of this machine.`)
    throw error
  }

/** Printed for the operator at the terminal; the log goes to the other stream. */
function greet(url: string, accounts: string[]): void {
  const signIn = accounts.join('\n            ')
  process.stderr.write(
    `\nCoworking Manager is ready.\n  Service   ${url}\n  API docs  ${url}/docs\n  Sign in   ${signIn}\n\n`,
  )
}

function greetJobs(url: string): void {
  process.stderr.write(
    `\nCoworking Manager runs its jobs.\n  Service   ${url} answers /healthz, /readyz and /metrics, and nothing else\n\n`,
  )
}
