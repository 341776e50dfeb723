import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'

const folder = new URL('../../migrations/', import.meta.url)
// Any number does, as long as nothing else in this database locks the same one.
const migrationLock = 7_265_343

export type Migration = { name: string; sql: string; hash: string }

export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** A migration that a database has, or a backup of one. */
export type Applied = Pick<Migration, 'name' | 'hash'>

/**
 * Brings the database to the newest schema: forward only, each file in a transaction of its own, under an advisory
 * lock, so any number of instances may start at once. Returns the names that were applied now.
 *
 * Raises `StartupError` when the database knows a migration that this version does not, or one was edited later.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'coworking-manager migrate' })
  await client.connect()
  try {
    await lockMigrations(client)
    return await applyPending(client, await readMigrations())
  } finally {
    await client.end()
  }
}

/** Waits until nobody else migrates this database, and keeps others from it until this connection ends or unlocks. */
export async function lockMigrations(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
}

export async function unlockMigrations(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1)', [migrationLock])
}

/** What `migrate` does, on a connection that holds the lock. */
export async function applyPending(client: pg.ClientBase, known: Migration[]): Promise<string[]> {
  const pending = pendingMigrations(known, await listApplied(client))
  for (const migration of pending) {
    await client.query('BEGIN')
    await applyMigration(client, migration)
    await client.query('COMMIT')
  }
  return pending.map((migration) => migration.name)
}

export async function applyMigration(client: pg.ClientBase, { name, sql, hash }: Migration): Promise<void> {
  await client.query(sql)
  await client.query('INSERT INTO migrations (name, hash) VALUES ($1, $2)', [name, hash])
}

/** Makes the table for them where there is none yet. */
export async function listApplied(client: pg.ClientBase): Promise<Applied[]> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  )
  return (await client.query<Applied>('SELECT name, hash FROM migrations ORDER BY name')).rows
}

/** Those of `known` that are not applied. Raises `StartupError` when an applied one is unknown or was edited since. */
export function pendingMigrations(
  known: Migration[],
  applied: Applied[],
  where = 'The database',
): Migration[] {
  const hashes = new Map(known.map((migration) => [migration.name, migration.hash]))
  for (const { name, hash } of applied) {
    if (!hashes.has(name))
      throw new StartupError(
        `${where} was migrated by a newer version (it has ${name}). Start that version or a later one.`,
      )
    if (hashes.get(name) !== hash)
      throw new StartupError(`Migration ${name} was changed after it was applied; restore the original file.`)
  }
  const done = new Set(applied.map((migration) => migration.name))
  return known.filter((migration) => !done.has(migration.name))
}
