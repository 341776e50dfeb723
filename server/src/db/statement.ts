import type pg from 'pg'

/** Adds a value to a statement and returns its placeholder: `bind(7)` returns `$1`, and 7 is added to the values. */
export type Bind = (value: unknown) => string

/** Handwritten SQL, for the paths where building it with kysely would cost more than running it. The text never contains values. */
export type Statement = { text: string; values: unknown[] }

export function statement(write: (bind: Bind) => string): Statement {
  const values: unknown[] = []
  const text = write((value) => `$${values.push(value)}`)
  return { text, values }
}

type Names = {
  /**
   * Finds the name under which a connection prepares this text, or gives it one; `textVaries` where the text depends on the filters or
   * the limit of a request.
   */
  nameOf(text: string, textVaries: boolean): string | undefined
  find(text: string): string | undefined
}

/**
 * Names for prepared statements, which every connection stores. Texts that vary with the filters or the limit of a request have at most
 * `maxVaryingTexts` names, so that no client with many filters fills the memory of PostgreSQL; further texts are not prepared. All other
 * texts have a name each.
 */
export function createNames(maxVaryingTexts: number): Names {
  const names = new Map<string, string>()
  let varyingTexts = 0
  return {
    find: (text) => names.get(text),
    nameOf: (text, textVaries) => {
      const existing = names.get(text)
      if (existing || (textVaries && varyingTexts >= maxVaryingTexts)) return existing
      const name = `s${names.size}`
      names.set(text, name)
      if (textVaries) varyingTexts += 1
      return name
    },
  }
}

const names = createNames(64)
export const { nameOf } = names

/**
 * Returns rows as arrays. `prepared` spares PostgreSQL the parsing and later the planning. It is only for statements whose plan is
 * good for all values, because PostgreSQL then plans without looking at the values, and whose text does not vary with the request.
 */
export async function runStatement<Row extends unknown[]>(
  pool: pg.Pool,
  { text, values }: Statement,
  { prepared }: { prepared: boolean },
): Promise<Row[]> {
  const name = prepared ? nameOf(text, false) : undefined
  const { rows } = await pool.query<Row>({ text, values, rowMode: 'array', ...(name && { name }) })
  return rows
}

type QueryClient = { query(this: pg.PoolClient, ...values: unknown[]): unknown }

/**
 * Makes the connections of a pool send each text that has a name as a prepared statement, because kysely itself sends only texts.
 */
export function usePreparedNames(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const prototype: QueryClient = Object.getPrototypeOf(client)
    const send = (...values: unknown[]) => prototype.query.apply(client, values)
    const query = (text: unknown, values?: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && values !== undefined ? names.find(text) : undefined
      return name ? send({ name, text, values }, ...rest) : send(text, values, ...rest)
    }
    client.query = query as typeof client.query
  })
}
