import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { applyMigration, applyPending, listApplied } from '../db/migrate.ts'
import { withMigrationLock } from '../db/migration-lock.ts'
import { type Migration, pendingMigrations } from '../db/migrations.ts'
import { beginUnlimited } from '../db/tool-client.ts'
import { StartupError } from '../shared/startup-error.ts'
import { beginRestore, reasonOf, withClient } from './backup.connection.ts'
import type { OnProgress } from './backup.progress.ts'
import { type Backup, readBackup } from './backup.read.ts'
import { copyInStatement, listTables, qualifiedName, type Table } from './backup.tables.ts'

type Options = {
  url: string
  /** A backup that was verified before. */
  backup: Backup
  /** The migrations of this version. */
  migrations: Migration[]
  /** Runs in the transaction of the restore, after the rows were loaded, in the schema of the backup. */
  beforeCommit?: (client: pg.Client) => Promise<void>
  onProgress?: OnProgress
  /** Called with a line that says why the restore waits. */
  print?: (line: string) => void
}

/** Raises `StartupError` for a backup with a schema that this version cannot create. */
export function assertKnownSchema({ header }: Backup, migrations: Migration[]): void {
  pendingMigrations(migrations, header.migrations, 'The database of this backup')
}

/**
 * Makes the backup's schema in an empty database and loads its rows, in one transaction; then migrates to the newest
 * schema. A service that is started on the database meanwhile waits for the end of the restore.
 *
 * Raises `StartupError`, also when the database is not empty; until the commit no row and no table is changed.
 */
export async function restoreBackup({
  url,
  backup,
  migrations,
  beforeCommit,
  onProgress = () => {},
  print,
}: Options): Promise<void> {
  assertKnownSchema(backup, migrations)
  const wait = print ? { print } : {}
  await withClient(url, 'restore', (client) =>
    withMigrationLock(url, { name: 'restore', mode: 'exclusive' }, wait, async ({ assertHeld }) => {
      try {
        await beginRestore(client)
        await assertEmpty(client)
        await makeSchema(client, backup, migrations)
        await load(client, backup, onProgress)
        await beforeCommit?.(client)
      } catch (error) {
        throw restoreError('Nothing was restored, and no table was changed', error)
      }
      await commitRestore(client)
      try {
        await applyPending(client, migrations, wait, assertHeld)
        await beginUnlimited(client)
        await client.query('ANALYZE')
        await client.query('COMMIT')
      } catch (error) {
        throw restoreError(
          'All rows are restored, but the schema is not the newest yet (start the service, which migrates it, then run the audit)',
          error,
        )
      }
    }),
  )
}

/** A COMMIT that PostgreSQL refuses has changed nothing; without its answer the rows may be there. */
async function commitRestore(client: pg.Client): Promise<void> {
  try {
    await client.query('COMMIT')
  } catch (error) {
    const isRefused = (error as Partial<pg.DatabaseError>).severity === 'ERROR'
    throw restoreError(
      isRefused
        ? 'Nothing was restored, and no table was changed'
        : 'It is unknown whether the restore was committed. Restore into a new database, or look whether this one has the rows',
      error,
    )
  }
}

const restoreError = (result: string, error: unknown): StartupError =>
  new StartupError(`${result}: ${reasonOf(error)}`, { cause: error })

async function assertEmpty(client: pg.Client): Promise<void> {
  const tables = (await listTables(client)).filter(({ name }) => name !== 'migrations')
  const nonEmpty = await listNonEmptyTables(client, tables)
  if (nonEmpty.length > 0)
    throw new StartupError(
      `the database is not empty, it has rows in ${nonEmpty.map(({ name }) => name).join(', ')}. Restore into an empty one: move DATA_DIR/postgres away first, or name another database in DATABASE_URL.`,
    )
}

async function listNonEmptyTables(client: pg.Client, tables: Table[]): Promise<Table[]> {
  const nonEmpty: Table[] = []
  for (const table of tables) {
    const { rowCount } = await client.query(`SELECT FROM ${qualifiedName(table)} LIMIT 1`)
    if (rowCount) nonEmpty.push(table)
  }
  return nonEmpty
}

/** Applies exactly the backup's migrations. */
async function makeSchema(client: pg.Client, { header }: Backup, migrations: Migration[]): Promise<void> {
  const backupMigrations = new Set(header.migrations.map(({ name }) => name))
  const applied = await listApplied(client)
  const extra = applied.find(({ name }) => !backupMigrations.has(name))
  if (extra)
    throw new StartupError(
      `the database has a newer schema than the backup (${extra.name}). Restore into one that is empty.`,
    )
  for (const migration of pendingMigrations(migrations, applied))
    if (backupMigrations.has(migration.name)) await applyMigration(client, migration)
}

async function load(client: pg.Client, backup: Backup, onProgress: OnProgress): Promise<void> {
  await client.query('SET CONSTRAINTS ALL DEFERRED')
  const triggers = await listTriggers(client)
  for (const { table, name } of triggers) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`)
  const tables = await listTables(client)
  // The database was empty, so migrations have inserted these rows; the backup has their later state.
  for (const table of (await listNonEmptyTables(client, tables)).reverse())
    await client.query(`DELETE FROM ${qualifiedName(table)}`)

  const missingTables = new Map(tables.map((table) => [copyInStatement(table), table]))
  let bytes = 0
  const { sha256 } = await readBackup(backup.path, {
    async onTable(statement, rows) {
      const table = missingTables.get(statement)
      if (!table) throw new StartupError(`the schema has no table for the backup's "${statement}"`)
      missingTables.delete(statement)
      const copy = client.query(copyFrom(statement))
      const rowsWithProgress = async function* () {
        for await (const part of rows) {
          yield part
          bytes += part.length
          await onProgress(table.name, bytes)
        }
      }
      await pipeline(rowsWithProgress, copy)
      return copy.rowCount
    },
    async onSequence({ name, last }) {
      await client.query('SELECT setval($1::regclass, $2)', [name, last])
    },
  })
  if (missingTables.size > 0)
    throw new StartupError(
      `the backup has no rows for ${[...missingTables.values()].map(({ name }) => name).join(', ')}`,
    )
  if (sha256 !== backup.sha256) throw new StartupError('the file was changed meanwhile')
  await client.query('SET CONSTRAINTS ALL IMMEDIATE')
  for (const { table, name } of triggers) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER ${name}`)
}

/**
 * The schema's own triggers that would fire. Their effects happened when the row was first written, and are in
 * the backup. The triggers of foreign keys stay on.
 */
async function listTriggers(client: pg.Client): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS table, quote_ident(t.tgname) AS name
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT t.tgisinternal AND t.tgenabled = 'O'`)
  return rows
}
