import { indexStatementsOf, type Migration } from '../src/db/migrations.ts'

/** Tables that grow with use. A slow change of such a table blocks all requests that use it. */
export const growingTables = new Set([
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

/** Tables that stay small: they have few rows, or rows that a job soon removes. */
export const smallTables = new Set([
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

type Rule = {
  form: RegExp
  remedy: string
  isSlow?: boolean
  isAllowed?: (statement: string, file: string) => boolean
}

const notValid =
  'reads the whole table while nobody may use it: ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a file of its own'

// The first capture group of each pattern is the table. `changesOf` makes one statement of each change in an ALTER TABLE.
const rules: Rule[] = [
  {
    form: /^CREATE (?:UNIQUE )?INDEX (?:(?:IF NOT EXISTS )?\w+ )?ON (?:ONLY )?(\w+)/,
    remedy:
      'keeps writers out while it is built: CREATE INDEX CONCURRENTLY IF NOT EXISTS, in a file whose first line is "-- no transaction"',
  },
  {
    form: /^ALTER TABLE (\w+) ADD (?:CONSTRAINT \w+ )?(?:CHECK|FOREIGN KEY)\b/,
    isAllowed: (statement) => statement.endsWith('NOT VALID'),
    remedy: notValid,
  },
  // PostgreSQL skips the check of a foreign key only for a new column that is null in all rows.
  {
    form: /^ALTER TABLE (\w+) ADD COLUMN (?=.*\bCHECK\b|.*\bREFERENCES\b.*\bDEFAULT\b|.*\bDEFAULT\b.*\bREFERENCES\b)/,
    remedy: notValid,
  },
  {
    form: /^ALTER TABLE (\w+) VALIDATE CONSTRAINT\b/,
    isAllowed: (statement, file) => !file.includes(`ADD CONSTRAINT ${statement.split(' ').at(-1)} `),
    remedy: notValid,
  },
  {
    form: /^ALTER TABLE (\w+) ADD (?:CONSTRAINT \w+ )?(?:UNIQUE|PRIMARY KEY)\b/,
    isAllowed: (statement) => statement.includes(' USING INDEX '),
    remedy:
      'builds an index while nobody may use the table: CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT … USING INDEX',
  },
  {
    form: /^ALTER TABLE (\w+) ALTER (?:COLUMN )?\w+ SET NOT NULL/,
    isAllowed: (_statement, file) => file.includes('DROP CONSTRAINT'),
    remedy:
      'reads the whole table while nobody may use it: ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a second file, and in a third SET NOT NULL together with DROP CONSTRAINT',
  },
  {
    form: /^ALTER TABLE (\w+) (?:ADD (?:CONSTRAINT \w+ )?EXCLUDE\b|ADD COLUMN .*(?:\bUNIQUE\b|\bPRIMARY KEY\b|\bSTORED\b)|.*\bTYPE\b|.*\bDEFAULT (?:gen_random_uuid|random|clock_timestamp)\b)/,
    remedy: 'writes the whole table or an index of it while nobody may use the table',
    isSlow: true,
  },
  {
    form: /^(?:WITH .*(?<!FOR |DO )\b)?(?:UPDATE|DELETE FROM) (?:ONLY )?(\w+)/,
    remedy: 'writes many rows',
    isSlow: true,
  },
]

const addColumn = /^ADD (?!(?:COLUMN|CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY|EXCLUDE)\b)/

/**
 * Splits an ALTER TABLE with several changes into one statement for each change; returns any other statement as it is. Spaces, the schema
 * `public` and the optional word COLUMN are written in one way, which the patterns of the rules expect.
 */
function changesOf(statement: string): string[] {
  const text = statement
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\bpublic\./g, '')
  const [, table, changes] = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\w+) (.*)$/.exec(text) ?? []
  if (table === undefined || changes === undefined) return [text]
  let depth = 0
  let start = 0
  const parts: string[] = []
  for (const [index, letter] of [...changes].entries()) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter !== ',' || depth > 0) continue
    parts.push(changes.slice(start, index))
    start = index + 1
  }
  const begin = `ALTER TABLE ${table} `
  return [...parts, changes.slice(start)].map(
    (change) => begin + change.trim().replace(addColumn, 'ADD COLUMN '),
  )
}

/**
 * Finds statements of a migration that would block a running service. A statement that rewrites a table is allowed where the changelog
 * names the migration and says how many minutes a million rows take.
 */
export function hazardsOf(migration: Pick<Migration, 'name' | 'sql'>, changelog: string): string[] {
  if (indexStatementsOf(migration)) return []
  const { name, sql } = migration
  const bare = sql.replace(/--.*$/gm, '').replace(/\$(\w*)\$.*?\$\1\$/gs, "''")
  const created = new Set(
    [...bare.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, table]) => table),
  )
  const isAnnounced = new RegExp(
    `${name.replace('.sql', '')}.{0,400}\\bminutes? (?:a|per) million rows`,
    's',
  ).test(changelog)
  return bare
    .split(';')
    .flatMap(changesOf)
    .flatMap((statement) => {
      const dropped = /^DROP INDEX (?:IF EXISTS )?(\w+)/.exec(statement)
      if (dropped)
        return [
          `${name}: DROP INDEX ${dropped[1]} waits for all readers of its table, and keeps others waiting: DROP INDEX CONCURRENTLY IF EXISTS, in a file whose first line is "-- no transaction"`,
        ]
      return rules.flatMap(({ form, remedy, isSlow = false, isAllowed }) => {
        const [, table = ''] = form.exec(statement) ?? []
        if (!growingTables.has(table) || created.has(table) || isAllowed?.(statement, bare)) return []
        if (isSlow && isAnnounced) return []
        const allowed = isSlow
          ? `. If it must, say so in CHANGELOG.md: "\`${name.replace('.sql', '')}\` … N minutes a million rows"`
          : ''
        return [`${name}: a statement on ${table} ${remedy}${allowed}`]
      })
    })
}
