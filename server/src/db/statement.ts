import type pg from 'pg'

/** Adds a value to a statement and returns its placeholder: `put(7)` returns `$1`, and 7 is added to the values. */
export type Put = (value: unknown) => string

/** Handwritten SQL, for the paths where building it with kysely would cost more than running it. The text never contains values. */
export type Statement = { text: string; values: unknown[] }

export function statement(write: (put: Put) => string): Statement {
  const values: unknown[] = []
  const text = write((value) => `$${values.push(value)}`)
  return { text, values }
}

// Every connection keeps its prepared statements, so only this many texts are prepared; other texts are sent unprepared.
const mostNames = 64
const names = new Map<string, string>()

/** The name under which a connection prepares this text. */
export function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= mostNames) return known
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

/**
 * Returns rows as arrays. `prepared` spares PostgreSQL the parsing and later the planning. It is only for statements whose plan is
 * good for all values, because PostgreSQL then plans without looking at the values.
 */
export async function runStatement<Row extends unknown[]>(
  pool: pg.Pool,
  { text, values }: Statement,
  { prepared }: { prepared: boolean },
): Promise<Row[]> {
  const name = prepared ? nameOf(text) : undefined
  const { rows } = await pool.query<Row>({ text, values, rowMode: 'array', ...(name && { name }) })
  return rows
}

type Sends = { query(this: pg.PoolClient, ...values: unknown[]): unknown }

/** Lets the connections of a pool send texts that have a name under it: kysely sends texts. */
export function sendNamed(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const prototype: Sends = Object.getPrototypeOf(client)
    const send = (...values: unknown[]) => prototype.query.apply(client, values)
    const query = (text: unknown, values?: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && values !== undefined ? names.get(text) : undefined
      return name ? send({ name, text, values }, ...rest) : send(text, values, ...rest)
    }
    client.query = query as typeof client.query
  })
}
