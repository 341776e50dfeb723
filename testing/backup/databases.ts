import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import pg from 'pg'
import { inject } from 'vitest'
import type { OnProgress } from '../../server/src/backup/backup.progress.ts'
import { verifyBackup } from '../../server/src/backup/backup.read.ts'
import { restoreBackup } from '../../server/src/backup/backup.restore.ts'
import { writeBackup } from '../../server/src/backup/backup.write.ts'
import { applyPending } from '../../server/src/db/migrate.ts'
import { type Migration, readMigrations } from '../../server/src/db/migrations.ts'
import { systemClock } from '../../server/src/shared/clock.ts'
import { databaseUrl } from '../global-setup.ts'
import { createDatabase } from '../harness.ts'
import { cleanUp, unusedPath } from '../postgres/embedded.ts'
import { query } from '../postgres/query.ts'

/** Creates a database without tables; it is dropped after the test. */
export async function createEmptyDatabase(server = inject('postgresUrl'), owner?: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await query(server, `CREATE DATABASE ${name} ${owner ? `OWNER ${owner}` : ''}`)
  cleanUp(() => query(server, `DROP DATABASE ${name} WITH (FORCE)`))
  return databaseUrl(server, name)
}

/** Creates a database with the newest schema, or with these migrations; it is dropped after the test. */
export async function createMigratedDatabase(migrations?: Migration[]): Promise<string> {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  if (migrations) await migrateWith(url, migrations)
  return url
}

export async function migrateWith(url: string, migrations: Migration[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await applyPending(client, migrations).finally(() => client.end())
}

export async function backUp(url: string, onProgress?: OnProgress): Promise<string> {
  const dir = await unusedPath('backups')
  return (await writeBackup({ url, dir, clock: systemClock, ...(onProgress && { onProgress }) })).path
}

export async function restore(url: string, path: string, known?: Migration[]): Promise<void> {
  const backup = await verifyBackup(path)
  await restoreBackup({ url, backup, migrations: known ?? (await readMigrations()) })
}

/** Writes this content to a file, which is deleted after the test. Returns its path. */
export async function writeBackupFile(content: string | Buffer): Promise<string> {
  const path = `${await unusedPath('changed')}.sql.gz`
  await writeFile(path, content)
  return path
}

/** The number of rows in each table, and a digest of the rows that includes the generated columns. */
export async function digestOf(url: string): Promise<Record<string, string>> {
  const tables = await tablesOf(url)
  const digests: Record<string, string> = {}
  for (const { tablename } of tables) {
    const name = `"${String(tablename).replaceAll('"', '""')}"`
    const [row] = await query(
      url,
      `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS digest
       FROM ${name} t`,
    )
    digests[String(tablename)] = String(row?.digest)
  }
  return digests
}

/** Every property of a schema in which a restored database could differ from a migrated one. */
export const schemaOf = (url: string): Promise<Record<string, unknown>[]> =>
  query(
    url,
    `SELECT conrelid::regclass::text AS owner, conname::text AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger
       WHERE NOT tgisinternal
     UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
     ORDER BY 1, 2, 3`,
  )

/** The names of the tables of a database. */
export const tablesOf = (url: string) =>
  query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)

/** A backup of a migrated database without rows, after one statement has changed it. */
export async function backUpAfter(statement: string): Promise<string> {
  const source = await createMigratedDatabase()
  await query(source, statement)
  return backUp(source)
}
