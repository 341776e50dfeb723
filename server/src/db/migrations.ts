import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { StartupError } from '../shared/startup-error.ts'

const folder = new URL('../../migrations/', import.meta.url)

export type Migration = { name: string; sql: string; hash: string }

/** A migration that was applied to a database, or to the database of a backup. */
export type Applied = Pick<Migration, 'name' | 'hash'>

export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** The migrations of `migrations` that are not applied. Raises `StartupError` where an applied migration is unknown or was edited since. */
export function pendingMigrations(
  migrations: Migration[],
  applied: Applied[],
  where = 'The database',
): Migration[] {
  const hashes = new Map(migrations.map((migration) => [migration.name, migration.hash]))
  for (const { name, hash } of applied) {
    if (!hashes.has(name))
      throw new StartupError(
        `${where} was migrated by a newer version (it has ${name}). It needs that version or a later one.`,
      )
    if (hashes.get(name) !== hash)
      throw new StartupError(
        `Migration ${name} was changed after it was applied; bring back that file as it was.`,
      )
  }
  const appliedNames = new Set(applied.map((migration) => migration.name))
  return migrations.filter((migration) => !appliedNames.has(migration.name))
}

/** A statement that builds or drops an index while the table is read and written, with the name of that index. */
export type IndexStatement = { sql: string; index: string; creates: boolean }

const header = '-- no transaction\n'
const indexForm =
  /^(CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS|DROP INDEX CONCURRENTLY IF EXISTS) (\w+)\b/

/**
 * The statements of a migration whose first line is `-- no transaction`; null for any other migration. PostgreSQL runs them one by one,
 * and an interrupted migration is run again from its start, so only statements that may be repeated are allowed.
 */
export function indexStatementsOf({ name, sql }: Pick<Migration, 'name' | 'sql'>): IndexStatement[] | null {
  if (!sql.startsWith(header)) return null
  const statements = sql.replace(/^\s*--.*$/gm, '').split(';')
  return statements.flatMap((part) => {
    const statement = part.trim()
    if (statement === '') return []
    const [, verb = '', index = ''] = indexForm.exec(statement) ?? []
    if (index === '')
      throw new Error(
        `${name} says "no transaction", so it may hold only CREATE INDEX CONCURRENTLY IF NOT EXISTS and DROP INDEX CONCURRENTLY IF EXISTS, not: ${statement}`,
      )
    return [{ sql: statement, index, creates: verb.startsWith('CREATE') }]
  })
}
