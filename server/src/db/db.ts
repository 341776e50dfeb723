import {
  CamelCasePlugin,
  type DeleteQueryBuilder,
  type DeleteResult,
  type InsertQueryBuilder,
  type InsertResult,
  Kysely,
  PostgresDialect,
  sql,
  type UpdateQueryBuilder,
  type UpdateResult,
} from 'kysely'
import pg from 'pg'
import type { BeginInvalidation, CacheTag } from '../cache/cache-tag.ts'
import { hourMs, minuteMs } from '../shared/time-range.ts'
import { applicationNameOfTools } from './application-name.ts'
import { connectionOf } from './connection.ts'
import { markFailedConnection, rethrowAsFailedConnection } from './failures.ts'
import {
  type AllowedServers,
  dropReadOnlyConnections,
  refuseStandby,
  refuseUnreplicatedCommits,
} from './primary.ts'
import { endSilentConnections } from './silence.ts'
import { usePreparedNames } from './statement.ts'
import type { DB } from './tables.gen.ts'

/** Names of existing tables; any other name does not compile. */
type Tables<T extends keyof DB> = T

/**
 * Tables whose rows never appear in a cached response: every function may write them. Every other table is written through
 * `invalidating` (invalidate.ts), which names the cache tags of the responses that change, or, where none changes, through
 * `withoutInvalidation`. A new table belongs to the second kind,
 * unless it is listed here.
 */
export type NeverCached = Tables<
  | 'accounts'
  | 'auditEvents'
  | 'auditHead'
  | 'auditStart'
  | 'closureCancellations'
  | 'entries'
  | 'events'
  | 'idempotencyKeys'
  | 'installation'
  | 'locationManagers'
  | 'mailedTokens'
  | 'mails'
  | 'migrations'
  | 'outgoingMails'
  | 'paymentRefunds'
  | 'refreshTokens'
  | 'sessions'
  | 'shiftEntries'
  | 'shifts'
  | 'transfers'
>

/**
 * The type of `this` in a write: any object for a table of `NeverCached`; for any other table a text, which the message of the compiler
 * quotes.
 */
type Writer<T extends keyof DB> = T extends NeverCached
  ? unknown
  : `${T} may show in cached responses: write it by invalidating(trx, tag) of db/invalidate.ts, or list it in NeverCached of db/db.ts`

/** Writes to the tables of `NeverCached`; a write to any other table does not compile. */
type UncachedWrites = {
  insertInto<T extends keyof DB>(this: Writer<T>, table: T): InsertQueryBuilder<DB, T, InsertResult>
  updateTable<T extends keyof DB>(this: Writer<T>, table: T): UpdateQueryBuilder<DB, T, T, UpdateResult>
  deleteFrom<T extends keyof DB>(this: Writer<T>, table: T): DeleteQueryBuilder<DB, T, DeleteResult>
}

/** Reads and single statements take a `Db`; a `Tx` may be passed as well. */
export type Db = Pick<Kysely<DB>, 'selectFrom' | 'getExecutor'> &
  UncachedWrites & {
    readonly isTransaction: boolean
    /** For statements that are transactions of their own; absent inside a transaction. */
    readonly pool?: pg.Pool
    /** Called by `inTransaction` with the cache tags that a transaction has invalidated. */
    readonly beginInvalidation: BeginInvalidation
    transaction(): { execute<T>(work: (trx: Tx) => Promise<T>): Promise<T> }
  }
/** Building blocks that must run inside a transaction take a `Tx`; a `Db` does not compile. */
export type Tx = Db & {
  readonly isTransaction: true
  /** The cache tags of the responses that this transaction changes (invalidate.ts). */
  readonly invalidated: Set<CacheTag>
}

const int8 = 20
const timestamptz = 1184

/** How long a statement may wait for a lock. Then it fails, and its transaction runs again or is refused. */
const lockTimeoutMs = 3_000

const instantPattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/**
 * PostgreSQL's text of an instant as RFC 3339 with at least three decimals; a Date object for each would cost more than the query. The
 * sessions of the pool are in UTC, so the text is `2026-12-01 09:00:00.5+00`; a text of another zone is converted.
 */
export function instantOfText(text: string): string {
  if (text.endsWith('+00')) {
    const fraction = text.slice(20, -3)
    return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`
  }
  const [, date, time, sign, hours, minutes = 0, seconds = 0] = instantPattern.exec(text) ?? []
  if (!date) throw new Error(`PostgreSQL wrote an instant that cannot be read: ${text}`)
  const offsetMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
  return new Date(Date.parse(`${date}T${time}Z`) - (sign === '+' ? offsetMs : -offsetMs)).toISOString()
}

const parsers = new Map<number, (text: string) => unknown>([
  // Amounts are bounded to 10¹² by CHECK constraints, far inside the integers that a number holds exactly.
  [int8, Number],
  [timestamptz, instantOfText],
])

// A transaction whose process was lost keeps its locks for at most this time.
const idleInTransactionMs = 10_000

/** How long PostgreSQL may work on one statement, and how long this process waits for any sign of it. */
export type Limits = { statementMs: number; silenceMs: number }

/** For requests, and for jobs, whose pieces are small. */
export const requestLimits: Limits = { statementMs: 8_000, silenceMs: 10_000 }
/** For long work: reports, clean-up. */
export const longLimits: Limits = { statementMs: 60_000, silenceMs: 62_000 }
/** For tools, which read whole tables. */
export const toolLimits: Limits = { statementMs: hourMs, silenceMs: hourMs + minuteMs }

/**
 * The settings of every connection of the pool; they override those of the server, the database, the role and the URL. They are set by a
 * statement, which lasts as long as the session, because a pooler refuses or drops the startup parameter `options`.
 */
const sessionSettings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  default_transaction_isolation: 'read committed',
  lock_timeout: lockTimeoutMs,
  idle_in_transaction_session_timeout: idleInTransactionMs,
}

const sessionSettingsSql = Object.entries(sessionSettings)
  .map(([name, value]) => `SET ${name} = '${value}'`)
  .join('; ')

/** Prepares a session before the pool gives out its connection. */
async function setUpSession(
  client: pg.ClientBase,
  { statementMs }: Limits,
  servers: AllowedServers,
): Promise<void> {
  await client.query(`${sessionSettingsSql}; SET statement_timeout = ${statementMs}`)
  if (servers === 'primary') await refuseStandby(client)
}

/** Marks errors of connecting, which no statement of a request has caused. */
class PoolClient extends pg.Client {
  override connect(): Promise<pg.Client>
  override connect(callback: (error: Error) => void): void
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    if (!callback) return super.connect().catch(rethrowAsFailedConnection)
    super.connect((error: Error) => callback(error && markFailedConnection(error)))
    return undefined
  }
}

type PoolOptions = {
  limits?: Limits | undefined
  /** Connections that lead to a standby are refused where this is `primary`. */
  servers?: AllowedServers
  /** Only an instance of the service has another name than a tool: `make audit` finds the instances that run the jobs by it. */
  applicationName?: string
}

export function createPool(
  url: string,
  max: number,
  { limits = requestLimits, servers = 'primary', applicationName = applicationNameOfTools }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(url),
    Client: PoolClient,
    onConnect: (client) => setUpSession(client, limits, servers).catch(rethrowAsFailedConnection),
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // Limits also the queries of `onConnect`, which run before the pool lends the connection out.
    query_timeout: limits.silenceMs + 1_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: applicationName,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  })
  // The pool listens to idle connections only. Without this listener, a connection that breaks while it is in use would end the
  // process; the statement that is running reports the failure in any case.
  pool.on('connect', (client) => client.on('error', () => {}))
  // A broken idle connection is replaced when it is needed again; without a listener its error would end the process, also while a tool
  // stops its database.
  pool.on('error', () => {})
  endSilentConnections(pool, limits.silenceMs)
  dropReadOnlyConnections(pool)
  refuseUnreplicatedCommits(pool)
  usePreparedNames(pool)
  return pool
}

/** `beginInvalidation` is called with the cache tags that transactions invalidate, so that no cached response outlives the change. */
export function createDb(pool: pg.Pool, beginInvalidation: BeginInvalidation): Db {
  const kysely = new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  const begin = kysely.transaction.bind(kysely)
  const execute = <T>(work: (trx: Tx) => Promise<T>): Promise<T> =>
    begin().execute((trx) =>
      work(Object.assign(trx, { beginInvalidation, invalidated: new Set<CacheTag>() }) as unknown as Tx),
    )
  return Object.assign(kysely, { pool, beginInvalidation, transaction: () => ({ execute }) }) as unknown as Db
}

/**
 * The identity of this database: the id that is stored in it, with the identifiers that PostgreSQL gives to the cluster and to the database
 * (its oid), which differ in a restored backup, but not in a copy of the data directory.
 */
export async function databaseIdentityOf(db: Db): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    WITH stored AS (
      INSERT INTO installation (only_row) VALUES (true)
      ON CONFLICT ON CONSTRAINT installation_only_row_key DO UPDATE SET only_row = true RETURNING id)
    SELECT format('%s %s %s', stored.id, system_identifier, d.oid) AS identity
    FROM stored, pg_control_system(), pg_database d WHERE d.datname = current_database()
  `.execute(db)
  const [row] = rows
  if (!row) throw new Error('the identity of the database cannot be read')
  return row.identity
}
