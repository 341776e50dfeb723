import pg from 'pg'
import { connectionOf } from './connection.ts'

/**
 * A separate connection for work that takes longer than a request may: migrations, backups, restores. Without
 * `queryTimeoutMs` it has no time limit for a statement on this side; `beginUnlimited` removes the limits of the server, too. The running
 * statement reports a lost connection.
 */
export async function connectTool(url: string, name: string, queryTimeoutMs = 0): Promise<pg.Client> {
  const client = new pg.Client({
    ...connectionOf(url),
    application_name: `coworking-manager ${name}`,
    connectionTimeoutMillis: 10_000,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

// By name, because the existing settings depend on the version of PostgreSQL.
const limits = `FROM pg_settings WHERE name IN
  ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`

/**
 * Begins a transaction, `READ ONLY` where it may be on a standby, without the limits that the role, the database or the URL may set for
 * requests. The settings end with the transaction, so that a connection pooler passes none of them to another client.
 */
export async function beginUnlimited(
  client: pg.ClientBase,
  access: 'READ WRITE' | 'READ ONLY' = 'READ WRITE',
  isolation: 'READ COMMITTED' | 'REPEATABLE READ' = 'READ COMMITTED',
): Promise<void> {
  // The limit for a statement comes first, because it already applies to the query of the other limits.
  const begin = `BEGIN ISOLATION LEVEL ${isolation} ${access}; SET LOCAL statement_timeout = 0`
  await client.query(`${begin}; SELECT set_config(name, '0', true) ${limits}`)
}

/**
 * Runs `work`, whose statements cannot run in a transaction, without these limits. A statement of `work` may itself consist of several
 * transactions. The settings of the session are reset after `work`.
 */
export async function withoutLimits(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query(`SET statement_timeout = 0; SELECT set_config(name, '0', false) ${limits}`)
  try {
    await work()
  } finally {
    await client.query(`SELECT set_config(name, reset_val, false) ${limits}`).catch(() => {})
  }
}
