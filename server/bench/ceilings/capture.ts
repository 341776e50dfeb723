import type pg from 'pg'

export type SentStatement = { text: string; values: unknown[]; isNamed: boolean }

/** Records the statements that the pool sends, also those inside transactions, in the returned array. */
export function recordStatements(pool: pg.Pool): SentStatement[] {
  const sent: SentStatement[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    const spy = (first: unknown, values?: unknown, ...rest: unknown[]) => {
      if (typeof first === 'string')
        sent.push({ text: first, values: Array.isArray(values) ? values : [], isNamed: false })
      else if (isConfig(first))
        sent.push({
          text: first.text,
          values: first.values ?? (Array.isArray(values) ? values : []),
          isNamed: Boolean(first.name),
        })
      return query(first, values, ...rest)
    }
    client.query = spy as typeof client.query
  })
  return sent
}

const isConfig = (value: unknown): value is { text: string; values?: unknown[]; name?: string } =>
  typeof value === 'object' && value !== null && 'text' in value

/** The text as an SQL literal on one line. It has no colon, because pgbench would read a variable after a colon. */
export const quote = (text: string): string =>
  `E'${text.replace(/[\\':\r\n]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`
  if (Array.isArray(value)) return quote(`{${value.map((item) => `"${String(item)}"`).join(',')}}`)
  return quote(String(value))
}

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/**
 * Makes the lines of a pgbench script from the statements of two runs. A value that differs between the runs becomes `vary(first, second)`;
 * everything else is copied. Colons after which pgbench would read a variable are escaped.
 */
export function scriptLines(
  first: SentStatement[],
  second: SentStatement[],
  vary: (a: unknown, b: unknown) => string | null,
): string[] {
  return first.map(({ text, values }, index) => {
    const others = second[index]?.values ?? []
    const filled = text.replace(/:MI:SS/g, '":"MI":"SS').replace(/\$(\d+)/g, (_, digits: string) => {
      const [a, b] = [values[Number(digits) - 1], others[Number(digits) - 1]]
      return (literalOf(a) === literalOf(b) ? null : vary(a, b)) ?? literalOf(a)
    })
    return `${filled.replace(/\s+/g, ' ').trim()};`
  })
}

const hourMs = 3_600_000

/** An instant that moved by an hour moves by `:hours` in the script; any other changed value keeps its first value. */
export function movingHours(a: unknown, b: unknown): string | null {
  if (!instant.test(String(a)) || Date.parse(String(b)) - Date.parse(String(a)) !== hourMs) return null
  return `(${quote(String(a))}::timestamptz + :hours * interval '1 hour')`
}
