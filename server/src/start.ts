import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
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
import { type AdminAtStart, ensureAdmin, signInHint } from './modules/auth/auth.admin.ts'
import { checkProvider } from './modules/payments/payment.provider-check.ts'
import { loadOrCreateJwtSecret } from './modules/sessions/session.secret.ts'
import { StartupError } from './shared/startup-error.ts'
import { hostInUrl } from './shared/url.ts'

export type Service = { url: string; log: Logger; stop(): Promise<void> }

// The time limit for writing the last lines, because the reader of the log may have stopped.
const flushTimeoutMs = 300

/**
 * Connections of clients that are still open after this time are closed, because the whole stop must not take longer than three seconds;
 * an embedded PostgreSQL may take three more.
 */
export const closeTimeoutMs = 1_500

/**
 * Starts everything in its order: database, schema, demo data, administrator, HTTP. `stop` stops everything in the reverse order. If a step
 * fails, the steps before it are stopped. Raises `StartupError` with a sentence for the operator.
 */
export async function startService(config: Config): Promise<Service> {
  const { log, destination } = createLog(config.LOG_LEVEL)
  const stopActions: (() => Promise<void>)[] = []
  const stopAll = async () => {
    for (let stopAction = stopActions.pop(); stopAction; stopAction = stopActions.pop())
      await stopAction().catch((error: unknown) => log.error({ err: error }, 'a step of the stop failed'))
    await Promise.race([destination.flush(), sleep(flushTimeoutMs, undefined, { ref: false })])
  }
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= stopAll())
  try {
    await checkHost(config)
    const database = await openDatabase(config, log)
    stopActions.push(database.stop)
    await migrate(database.url, { print: (line) => log.info(line) })
    const jwtSecret = await loadOrCreateJwtSecret(config)
    const deps = createDeps({
      config,
      log,
      databaseUrl: database.url,
      jwtSecret,
      lostLogLines: destination.lost,
    })
    stopActions.push(() => closeDeps(deps))
    await deps.replica.assertIsOurStandby()
    // The demo data comes first, because it needs an empty database and brings an administrator.
    const isDemo = config.DEMO_DATA && (await seedDemo(deps)) !== 'notEmpty'
    const admin = await ensureAdmin(deps)
    printGeneratedPassword(admin)
    // The start does not wait for the provider, which may not respond.
    void checkProvider(deps)
    let stopJobs = async () => {}
    stopActions.push(() => stopJobs())
    const app = await buildApp(deps)
    stopActions.push(async () => {
      const timer = setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs)
      await app.close()
      clearTimeout(timer)
    })
    await app.listen({ port: config.PORT, host: addressOf(config.HOST) }).catch(explainListen(config))
    const { port } = app.server.address() as AddressInfo
    // With PORT=0 the port is known only now. The jobs start after that, because the mails that they send have links.
    config.PUBLIC_URL = config.PUBLIC_URL.replace(/:0(?=\/|$)/, `:${port}`)
    if (config.PROCESS !== 'web') stopJobs = startJobs(deps)
    const url = config.PUBLIC_URL
    if (config.PROCESS === 'jobs') printJobsGreeting(`http://${hostInUrl(config.HOST)}:${port}`, admin)
    else printGreeting(url, isDemo ? await demoAccounts(deps, admin) : [signInHint(admin)])
    return { url, log, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

// For `localhost` Fastify would start a second server on ::1, which lacks the listeners of this service, and whose requests a stop cuts off.
const addressOf = (host: string): string => (host === 'localhost' ? '127.0.0.1' : host)

/** Raises `StartupError` where this machine cannot listen on `HOST`: before a database is made. */
async function checkHost(config: Config): Promise<void> {
  const probe = createServer()
  await once(probe.listen({ port: 0, host: addressOf(config.HOST) }), 'listening').catch(
    explainListen(config),
  )
  probe.close()
}

const unusableHosts = /^(EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL|ENOTFOUND|EAI_AGAIN)$/

const explainListen =
  ({ HOST, PORT }: Config) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === 'EADDRINUSE')
      throw new StartupError(
        `Port ${PORT} on ${HOST} is taken. Stop the program that uses it, or set PORT to another port.`,
      )
    if (error.code === 'EACCES')
      throw new StartupError(`Port ${PORT} may not be opened by this user. Set PORT to a port above 1023.`)
    if (unusableHosts.test(error.code ?? ''))
      throw new StartupError(`HOST ${HOST} is not an address of this machine.`)
    throw error
  }

/** Printed before the rest of the start, which may fail: the next start cannot print this password. */
function printGeneratedPassword(admin: AdminAtStart | null): void {
  if (typeof admin?.password !== 'object') return
  process.stderr.write(
    `\nThe first administrator is ${admin.email}, with the password ${admin.password.generated} (shown this once)\n`,
  )
}

/** Printed for the operator at the terminal; the log goes to the other stream. */
function printGreeting(url: string, accounts: string[]): void {
  const signIn = accounts.join('\n            ')
  process.stderr.write(
    `\nCoworking Manager is ready.\n  Service   ${url}\n  API docs  ${url}/docs\n  Sign in   ${signIn}\n\n`,
  )
}

/**
 * `address` is that of this process, because `PUBLIC_URL` leads to the processes that serve people. The administrator is named here, too: where
 * this process starts first, the others find nothing to do for `ADMIN_EMAIL`.
 */
function printJobsGreeting(address: string, admin: AdminAtStart | null): void {
  const signIn = admin ? `  Sign in   ${signInHint(admin)}\n` : ''
  process.stderr.write(
    `\nCoworking Manager runs its jobs.\n  Service   ${address} answers /healthz, /readyz and /metrics, and nothing else\n${signIn}\n`,
  )
}
