import { randomUUID } from 'node:crypto'
import { type Logger, pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { buildApp } from '../server/src/app.ts'
import { closeDeps, createDeps } from '../server/src/compose.ts'
import { loadConfig } from '../server/src/config.ts'
import type { Limits } from '../server/src/db/db.ts'
import type { Deps } from '../server/src/deps.ts'
import type { App } from '../server/src/http/app.ts'
import { sendMails } from '../server/src/modules/mails/mail.jobs.ts'
import type { Message } from '../server/src/modules/mails/mail.message.ts'
import { databaseUrl, templateName } from './global-setup.ts'
import { createBooksAuditor } from './postgres/books.ts'
import { query } from './postgres/query.ts'

/** A clock that stands still until a test moves it. */
type TestClock = { now(): number; set(instant: string): void; advance(ms: number): void }

export function createClock(start: string): TestClock {
  let now = Date.parse(start)
  return {
    now: () => now,
    set: (instant) => {
      now = Date.parse(instant)
    },
    advance: (ms) => {
      now += ms
    },
  }
}

export type TestResponse = { status: number; headers: Record<string, unknown>; text: string; body: any }
type Options = { token?: string | undefined; body?: unknown; headers?: Record<string, string> }

/** A separate service on a separate database, with the functions that a test uses on it. */
export type TestService = {
  app: App
  deps: Deps
  clock: TestClock
  databaseUrl: string
  request(method: string, path: string, options?: Options): Promise<TestResponse>
  /**
   * Sends all waiting mails. Returns the mails to this address except the receipts of top-ups, in the order in which they were sent; none
   * with `SMTP_URL`.
   */
  mailsTo(email: string): Promise<Message[]>
  /** The receipts of top-ups to this address, in the order in which they were sent. */
  receiptsTo(email: string): Promise<Message[]>
  /** Fails the current test when the books are wrong. */
  assertBooksAreRight(): Promise<void>
  stop(): Promise<void>
}

/** A Tuesday morning in Moscow, far from clock changes in every zone that tests use. */
export const startOfTests = '2026-12-01T06:00:00.000Z'

/** A migrated database, or an empty one with `template0`. */
export async function createDatabase(
  template = templateName,
): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // Copying files takes half the processor time of writing each page to the write-ahead log.
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  const drop = async () => void (await query(server, `DROP DATABASE ${name} WITH (FORCE)`))
  return { url: databaseUrl(server, name), drop }
}

type Overrides = {
  log?: Logger
  /** Returns the URL under which the service reaches its database, for example that of a proxy. */
  through?: (databaseUrl: string) => string
  databaseLimits?: Limits
  replicaTimeoutMs?: number
}

export async function startTestService(
  env: Record<string, string> = {},
  overrides: Overrides = {},
): Promise<TestService> {
  const database = await createDatabase()
  const clock = createClock(startOfTests)
  return startOn({ ...database, clock }, env, overrides)
}

/** Starts another instance on the database and the clock of an existing service. The settings of this instance name the database. */
export const startBeside = (
  { databaseUrl, clock }: Pick<TestService, 'databaseUrl' | 'clock'>,
  env: Record<string, string> = {},
  overrides: Overrides = {},
): Promise<TestService> =>
  startOn(
    { url: databaseUrl, drop: async () => {}, clock },
    { DATABASE_URL: databaseUrl, JWT_SECRET: jwtSecret, ...env },
    overrides,
  )

const jwtSecret = 'a secret that only the tests know of'

type TestDatabase = { url: string; drop(): Promise<void>; clock: TestClock }

async function startOn(
  { url, drop, clock }: TestDatabase,
  env: Record<string, string>,
  { log: ownLog, through = (url) => url, databaseLimits, replicaTimeoutMs }: Overrides = {},
): Promise<TestService> {
  const config = loadConfig({ LOG_LEVEL: 'silent', RATE_LIMIT_MAX: '0', ...env })
  const log = ownLog ?? pino({ level: config.LOG_LEVEL })
  const createdDeps = createDeps({
    config,
    log,
    databaseUrl: through(url),
    jwtSecret,
    clock,
    redisTimeoutMs: 500,
    ...(databaseLimits && { databaseLimits }),
    ...(replicaTimeoutMs && { replicaTimeoutMs }),
  })
  const sent: Message[] = []
  // Without `SMTP_URL` mails are collected here and not written to a file.
  const deps: Deps = config.SMTP_URL
    ? createdDeps
    : { ...createdDeps, sendMail: async (mail) => void sent.push(mail) }
  const app = await buildApp(deps)
  const booksAuditor = createBooksAuditor(url, deps.db, clock)
  return {
    app,
    deps,
    clock,
    databaseUrl: url,
    request: (method, path, options) => send(app, method, path, options),
    mailsTo: async (email) => {
      while ((await sendMails(deps)) > 0);
      return sent.filter(({ to, subject }) => to === email && !isReceipt(subject))
    },
    receiptsTo: async (email) => {
      while ((await sendMails(deps)) > 0);
      return sent.filter(({ to, subject }) => to === email && isReceipt(subject))
    },
    assertBooksAreRight: async () => expect(await booksAuditor.audit()).toEqual([]),
    stop: async () => {
      await app.close()
      await closeDeps(deps)
      await booksAuditor.close()
      await drop()
    },
  }
}

const isReceipt = (subject: string) => /^(Receipt|Квитанция)/.test(subject)

async function send(app: App, method: string, path: string, options: Options = {}): Promise<TestResponse> {
  const { token, body, headers = {} } = options
  const response = await app.inject({
    method: method as 'GET',
    url: path.startsWith('/') ? path : `/api/v1/${path}`,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { payload: body as object }),
  })
  const json = response.body !== '' && /json/.test(String(response.headers['content-type']))
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: json ? response.json() : null,
  }
}

/** One service for the tests of a file; the books are checked after each of them. */
export function useService(env: Record<string, string> = {}): TestService {
  const service = {} as TestService
  beforeAll(async () => {
    Object.assign(service, await startTestService(env))
  })
  afterEach(() => service.assertBooksAreRight())
  afterAll(() => service.stop?.())
  return service
}
