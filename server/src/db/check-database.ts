import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'
import { sslModeOf, withSslMode } from './connection.ts'
import { startupErrorOf } from './operator-messages.ts'
import { connectTool } from './tool-client.ts'

const oldestVersion = 15
const pauseMs = 500
// The time limit for a connection, because a pooler without a free connection lets the client wait.
const connectTimeoutMs = 10_000

type CheckOptions = {
  /** How long a PostgreSQL that is not up yet is waited for. */
  waitMs: number
  /** Whether the database must accept writes: a tool that only reads may use a standby. */
  writes: boolean
  /** Called with a message for the operator while the check waits. */
  print(line: string): void
}

/**
 * Checks before any change whether this PostgreSQL, with a pooler before it, has the properties that the service needs. Returns the URL
 * with a definite `sslmode`.
 *
 * Raises `StartupError` with a sentence that names the fault.
 */
export async function checkDatabase(url: string, { waitMs, writes, print }: CheckOptions): Promise<string> {
  const giveUpAt = performance.now() + waitMs
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await checkOnce(url, writes)
    } catch (error) {
      const refusal = startupErrorOf(error)
      if (!refusal) throw error
      if (!mayBeUpSoon(error) || performance.now() > giveUpAt) throw refusal
      if (isFirst) print(`${refusal.message} Waiting up to ${Math.round(waitMs / 1_000)} seconds for it.`)
      await sleep(pauseMs)
    }
  }
}

// Starting, stopping, or all its connections in use.
const temporaryCodes = /^(57P0[1-3]|53300)$/
// The name of a container that does not run yet is unknown (ENOTFOUND).
const connectionCodes =
  /^(ECONNREFUSED|ENOENT|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/

/** Whether another try may succeed in a moment without a change of settings. */
function mayBeUpSoon(error: unknown): boolean {
  if (error instanceof ReadOnlyError) return true
  const { code = '', message } = error as NodeJS.ErrnoException
  if (error instanceof pg.DatabaseError)
    return temporaryCodes.test(code) || (code === '08P01' && /cannot connect|connect failed/.test(message))
  return connectionCodes.test(code) || /timeout|Connection terminated/.test(message)
}

/** A standby, maybe about to be promoted. */
class ReadOnlyError extends StartupError {}

async function checkOnce(url: string, writes: boolean): Promise<string> {
  const { client, resolvedUrl } = await connectBySslMode(url)
  try {
    await checkServer(client, writes)
    await checkSessions(client, resolvedUrl)
    return resolvedUrl
  } finally {
    await client.end().catch(() => {})
  }
}

/** Connects by `sslmode`. Where a mode tries with and without TLS, all later connections use the way that worked. */
async function connectBySslMode(url: string): Promise<{ client: pg.Client; resolvedUrl: string }> {
  const mode = sslModeOf(url)
  const modesToTry =
    mode === 'prefer'
      ? (['no-verify', 'disable'] as const)
      : mode === 'allow'
        ? (['disable', 'no-verify'] as const)
        : [mode]
  let reason: unknown
  for (const modeToTry of modesToTry) {
    const resolvedUrl = withSslMode(url, modeToTry)
    try {
      return { client: await connectTool(resolvedUrl, 'start', connectTimeoutMs), resolvedUrl }
    } catch (error) {
      if (!isAboutTls(error)) throw error
      // A server without TLS is the reason only where no other way was tried.
      if (reason === undefined || isWithoutTls(reason)) reason = error
    }
  }
  throw reason
}

const isWithoutTls = (error: unknown): boolean => /does not support SSL/.test(String(error))

const isAboutTls = (error: unknown): boolean =>
  error instanceof pg.DatabaseError ? error.code === '28000' : /SSL|TLS/i.test(String(error))

type ServerProperties = { version: string; number: number; encoding: string; readOnly: boolean }

async function checkServer(client: pg.Client, writes: boolean): Promise<void> {
  const { rows } = await client.query<ServerProperties>(`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      current_setting('server_encoding') AS encoding,
      pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS "readOnly"`)
  const properties = rows[0] as ServerProperties
  if (properties.number < oldestVersion * 10_000)
    throw new StartupError(
      `PostgreSQL ${properties.version} is too old: the service needs ${oldestVersion} or newer.`,
    )
  if (properties.encoding !== 'UTF8')
    throw new StartupError(
      `The database of DATABASE_URL has the encoding ${properties.encoding}, and names in other scripts would not fit into it: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    )
  if (writes && properties.readOnly)
    throw new ReadOnlyError(
      'PostgreSQL takes no writes: it is a standby, or read-only. DATABASE_URL must lead to the primary.',
    )
}

const rounds = 5

/**
 * Refuses a pooler that shares connections between transactions: it would lose the settings of the service's sessions (the time
 * zone and the time limits) or pass them to other clients. Two open connections detect it: behind such a pooler the first one
 * gets another backend after a while, or both get the same backend.
 */
async function checkSessions(first: pg.Client, url: string): Promise<void> {
  const firstBackend = await backendOf(first)
  const second = await connectTool(url, 'start', connectTimeoutMs)
  try {
    for (let round = 1; round <= rounds; round++) {
      const secondBackend = await backendOf(second)
      const firstBackendNow = await backendOf(first)
      if (secondBackend === firstBackend || firstBackendNow !== firstBackend)
        throw new StartupError(
          'A connection pooler before PostgreSQL shares sessions between its clients (PgBouncer: pool_mode = transaction), and the service needs sessions of its own: set pool_mode = session for it, or name PostgreSQL itself in DATABASE_URL.',
        )
    }
  } finally {
    await second.end().catch(() => {})
  }
}

async function backendOf(client: pg.Client): Promise<number | undefined> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
}
