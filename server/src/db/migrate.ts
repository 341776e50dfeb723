import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'
import { minuteMs } from '../shared/time-range.ts'
import { isRetryable } from './failures.ts'
import { migrationWaitMs, type WaitOptions, withMigrationLock } from './migration-lock.ts'
import {
  type Applied,
  type IndexStatement,
  indexStatementsOf,
  type Migration,
  pendingMigrations,
  readMigrations,
} from './migrations.ts'
import { beginUnlimited, connectTool, withoutLimits } from './tool-client.ts'

// Every statement on a table queues behind a migration that waits for this table. This time is shorter than the three seconds that a
// statement of a request waits for a lock, so no request is refused because of one table (a migration of several tables may wait this long
// for each). Between two attempts the queue drains.
const lockTimeoutMs = 1_000
const pauseMs = 2_000

/**
 * Brings the database to the newest schema: forward only, each file in a transaction of its own (or without a transaction, see
 * `indexStatementsOf`), under a lock, so any number of instances may start at once while others serve. Returns the names of the
 * migrations that were applied now. Tests give a `replacement` for the files of server/migrations.
 *
 * Raises `StartupError` when the database has a migration that this version does not know, when an applied migration was edited
 * later, and when a lock that it needs is not released within the limit.
 */
export async function migrate(
  url: string,
  wait: WaitOptions = {},
  replacement?: Migration[],
): Promise<string[]> {
  const migrations = replacement ?? (await readMigrations())
  // A start that has nothing to do waits for migrations and restores, but not for a backup.
  const isCurrent = await withMigrationLock(
    url,
    { name: 'migrate', mode: 'shared' },
    wait,
    async ({ client }) => {
      const applied = (await hasMigrationsTable(client)) ? await readApplied(client) : []
      return pendingMigrations(migrations, applied).length === 0
    },
  )
  if (isCurrent) return []
  return withMigrationLock(url, { name: 'migrate', mode: 'exclusive' }, wait, async ({ assertHeld }) => {
    const client = await connectTool(url, 'migrate')
    return applyPending(client, migrations, wait, assertHeld).finally(() => client.end().catch(() => {}))
  })
}

/** The part of `migrate` that runs under the lock. */
export async function applyPending(
  client: pg.ClientBase,
  migrations: Migration[],
  wait: WaitOptions = {},
  assertHeld = () => {},
): Promise<string[]> {
  const pending = pendingMigrations(
    migrations,
    await inUnlimitedTransaction(client, () => listApplied(client)),
  )
  for (const migration of pending) {
    const statements = indexStatementsOf(migration)
    await retryUntilLocked(client, migration, wait, async () => {
      assertHeld()
      if (statements) await applyConcurrently(client, migration, statements)
      else await applyInTransaction(client, migration)
    })
  }
  return pending.map((migration) => migration.name)
}

/** Repeats `attempt` until it gets the locks on its tables. An attempt that does not get them must undo its changes. */
async function retryUntilLocked(
  client: pg.ClientBase,
  { name }: Migration,
  { print, limitMs = migrationWaitMs }: WaitOptions,
  attempt: () => Promise<void>,
): Promise<void> {
  const giveUpAt = performance.now() + limitMs
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await attempt()
    } catch (error) {
      if (!isRetryable(error)) throw error
      if (performance.now() >= giveUpAt)
        throw new StartupError(
          `Migration ${name} did not get the tables that it changes within ${Math.round(limitMs / minuteMs)} minutes, and was given up: ${await oldestTransaction(client)}. Wait for its end or stop it, then start again.`,
          { cause: error },
        )
      if (isFirst)
        print?.(`migration ${name} waits for tables that are in use: ${await oldestTransaction(client)}`)
      await sleep(pauseMs)
    }
  }
}

/**
 * Describes the transaction that probably holds the tables. Neither this process nor one that waits for the lock is meant: both are named
 * `migrate` or `restore`.
 */
async function oldestTransaction(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ oldest: string }>(
    `SELECT format('the oldest transaction is of %s, process %s of PostgreSQL, since %s',
       coalesce(nullif(application_name, ''), 'a program'), pid, to_char(xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS "UTC"')) AS oldest
     FROM pg_stat_activity
     WHERE datname = current_database() AND application_name NOT IN ('coworking-manager migrate', 'coworking-manager restore') AND xact_start IS NOT NULL
     ORDER BY xact_start LIMIT 1`,
  )
  return rows[0]?.oldest ?? 'no transaction can be seen that has them'
}

const applyInTransaction = (client: pg.ClientBase, migration: Migration): Promise<void> =>
  inUnlimitedTransaction(client, async () => {
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`)
    await applyMigration(client, migration)
  })

/** Runs `work` in a transaction without the limits that the database sets for requests. */
async function inUnlimitedTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await beginUnlimited(client)
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

/**
 * Builds indexes while the table is in use. A build that waits for other transactions blocks nobody, so it may wait for long. A build
 * that was interrupted leaves an invalid index, which is dropped and built again.
 */
const applyConcurrently = (
  client: pg.ClientBase,
  migration: Migration,
  statements: IndexStatement[],
): Promise<void> =>
  withoutLimits(client, async () => {
    await client.query(`SET lock_timeout = ${migrationWaitMs}`)
    for (const { sql, index, creates } of statements) {
      if (creates && (await isInvalid(client, index))) await client.query(`DROP INDEX CONCURRENTLY ${index}`)
      await client.query(sql)
    }
    await recordMigration(client, migration)
  })

async function isInvalid(client: pg.ClientBase, index: string): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
    [index],
  )
  return rows.length > 0
}

/**
 * Applies a migration inside the caller's transaction. An index is then built or dropped without `CONCURRENTLY`, so nobody else may use its
 * table.
 */
export async function applyMigration(client: pg.ClientBase, migration: Migration): Promise<void> {
  // This is the first statement: where two processes both act as holders of the lock, one of them fails here.
  await recordMigration(client, migration)
  const statements = indexStatementsOf(migration)
  if (!statements) await client.query(migration.sql)
  else for (const { sql } of statements) await client.query(sql.replace(' CONCURRENTLY', ''))
}

const recordMigration = (client: pg.ClientBase, { name, hash }: Migration) =>
  client.query('INSERT INTO migrations (name, hash) VALUES ($1, $2)', [name, hash])

/** The applied migrations; creates their table where there is none yet. */
export async function listApplied(client: pg.ClientBase): Promise<Applied[]> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  )
  return readApplied(client)
}

async function readApplied(client: pg.ClientBase): Promise<Applied[]> {
  return (await client.query<Applied>('SELECT name, hash FROM migrations ORDER BY name')).rows
}

async function hasMigrationsTable(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS exists`,
  )
  return rows[0]?.exists === true
}
