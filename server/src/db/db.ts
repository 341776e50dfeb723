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
import type { DB } from './tables.gen.ts'

/** Tables whose rows show in cached answers: written by way of `touching` (touch.ts), which says whose. */
export type Shown =
  | 'bookings'
  | 'closures'
  | 'locations'
  | 'openingHours'
  | 'reviews'
  | 'spaces'
  | 'tariffs'
  | 'users'

type Free = Exclude<keyof DB, Shown>

/** Writes to all other tables; one to a table that shows does not compile. */
type FreeWrites = {
  insertInto<T extends Free>(table: T): InsertQueryBuilder<DB, T, InsertResult>
  updateTable<T extends Free>(table: T): UpdateQueryBuilder<DB, T, T, UpdateResult>
  deleteFrom<T extends Free>(table: T): DeleteQueryBuilder<DB, T, DeleteResult>
}

/** Reads and single statements take a `Db`; a `Tx` will do, too. */
export type Db = Pick<Kysely<DB>, 'selectFrom' | 'getExecutor'> &
  FreeWrites & {
    readonly isTransaction: boolean
    transaction(): { execute<T>(work: (trx: Tx) => Promise<T>): Promise<T> }
  }
/** Building blocks that must run inside a transaction take a `Tx`; a `Db` does not compile. */
export type Tx = Db & { readonly isTransaction: true }

const int8 = 20
const timestamptz = 1184

/** How long a statement may wait for a lock before it is given up (and its transaction tried again, or refused). */
const lockTimeoutMs = 3_000

// PostgreSQL's text of an instant in UTC, `2026-12-01 09:00:00.5+00`, to RFC 3339 with milliseconds; a Date object for
// each would cost more than the query.
function instantOfText(text: string): string {
  const fraction = text.slice(20, -3)
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`
}

const parsers = new Map<number, (text: string) => unknown>([
  // Amounts are bounded to 10¹² by CHECK constraints, far inside the integers that a number holds exactly.
  [int8, Number],
  [timestamptz, instantOfText],
])

// Instants are read as UTC, so none of this may be left to the server or to who wrote the URL.
const sessionSettings = `-c TimeZone=UTC -c DateStyle=ISO -c lock_timeout=${lockTimeoutMs} -c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000`

const optionsInUrl = /([?&])options=([^&]*)/

/** The driver takes the `options` of a URL for all there are. Ours go behind them: of two settings the last one holds. */
function connectionOf(url: string): { connectionString: string; options: string } {
  const own = optionsInUrl.exec(url)?.[0] ?? ''
  const others = new URLSearchParams(own).get('options') ?? ''
  return { connectionString: url.replace(optionsInUrl, '$1'), options: `${others} ${sessionSettings}` }
}

export function createPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(url),
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    application_name: 'coworking-manager',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  })
  // The pool listens to idle connections only. One that breaks between two statements of a transaction would end the
  // process; so would one that breaks during a statement, which reports it besides.
  pool.on('connect', (client) => client.on('error', () => {}))
  // An idle one is made anew when it is next needed, but would end the process, too: also while a tool stops its database.
  pool.on('error', () => {})
  return pool
}

export const createDb = (pool: pg.Pool): Db =>
  new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  }) as unknown as Db

/** The same for whoever connects, however; another for every other database. */
export async function identityOf(db: Db): Promise<string> {
  const { rows } = await sql<{ identity: string }>`
    SELECT format('%s-%s', system_identifier, d.oid) AS identity
    FROM pg_control_system(), pg_database d WHERE d.datname = current_database()
  `.execute(db)
  return rows[0]?.identity ?? ''
}
