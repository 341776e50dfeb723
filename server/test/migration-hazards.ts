import { indexStatementsOf, type Migration } from '../src/db/migrations.ts'

/** Tables that grow with use. A slow change of such a table blocks all requests that use it. */
export const growing = new Set([
  'accounts',
  'audit_events',
  'bookings',
  'events',
  'idempotency_keys',
  'mailed_tokens',
  'mails',
  'outgoing_mails',
  'payment_refunds',
  'payments',
  'refresh_tokens',
  'reviews',
  'sessions',
  'shift_entries',
  'shifts',
  'transfers',
  'users',
])

/** Tables with few rows, or with rows that a job soon removes. */
export const small = new Set([
  'audit_head',
  'audit_start',
  'closure_cancellations',
  'closures',
  'installation',
  'location_managers',
  'locations',
  'opening_hours',
  'spaces',
  'tariffs',
])

/** The tables that these migrations make and do not drop. */
export function tablesOf(migrations: Pick<Migration, 'sql'>[]): string[] {
  const tables = new Set<string>()
  for (const { sql } of migrations)
    for (const [, change, table = ''] of sql.matchAll(/^(CREATE|DROP) TABLE (?:IF (?:NOT )?EXISTS )?(\w+)/gm))
      if (change === 'CREATE') tables.add(table)
      else tables.delete(table)
  return [...tables].sort()
}

type Rule = { form: RegExp; remedy: string; isSlow?: boolean }

// The first capture group of each pattern is the table.
const rules: Rule[] = [
  {
    form: /^CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?\w+ ON (\w+)/,
    remedy:
      'keeps writers out while it is built: CREATE INDEX CONCURRENTLY IF NOT EXISTS, in a file whose first line is "-- no transaction"',
  },
  {
    form: /^ALTER TABLE (\w+)\b.*\bADD CONSTRAINT \w+ (?:CHECK|FOREIGN KEY)(?!.*\bNOT VALID)/s,
    remedy:
      'reads the whole table while nobody may use it: ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a file of its own',
  },
  {
    form: /^ALTER TABLE (\w+)\b.*(?:\bSTORED\b|\bTYPE\b|\bDEFAULT (?:gen_random_uuid|random|clock_timestamp)\b)/s,
    remedy: 'writes the whole table anew while nobody may use it',
    isSlow: true,
  },
  { form: /^(?:UPDATE|DELETE FROM) (?:ONLY )?(\w+)/, remedy: 'writes many rows', isSlow: true },
]

/**
 * Finds statements of a migration that would block a running service. One that cannot be avoided is allowed where the changelog
 * names the migration and says how many minutes a million rows take.
 */
export function hazardsOf(migration: Pick<Migration, 'name' | 'sql'>, changelog: string): string[] {
  if (indexStatementsOf(migration)) return []
  const { name, sql } = migration
  const bare = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$.*?\$\1\$/gs, "''")
  const made = new Set([...bare.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, table]) => table))
  const isAnnounced = new RegExp(
    `${name.replace('.sql', '')}.{0,400}\\bminutes? (?:a|per) million rows`,
    's',
  ).test(changelog)
  return bare.split(';').flatMap((part) => {
    const statement = part.trim()
    const dropped = /^DROP INDEX (?:IF EXISTS )?(\w+)/.exec(statement)
    if (dropped)
      return [
        `${name}: DROP INDEX ${dropped[1]} waits for all readers of its table, and keeps others waiting: DROP INDEX CONCURRENTLY IF EXISTS, in a file whose first line is "-- no transaction"`,
      ]
    return rules.flatMap(({ form, remedy, isSlow = false }) => {
      const [, table = ''] = form.exec(statement) ?? []
      if (!growing.has(table) || made.has(table) || (isSlow && isAnnounced)) return []
      const allowed = isSlow
        ? `. If it must, say so in CHANGELOG.md: "\`${name.replace('.sql', '')}\` … N minutes a million rows"`
        : ''
      return [`${name}: a statement on ${table} ${remedy}${allowed}`]
    })
  })
}
