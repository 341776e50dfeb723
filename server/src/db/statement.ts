import { LRUCache } from 'lru-cache'
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
  nameOf(text: string, textVaries: boolean): string
  find(text: string): string | undefined
  /** How many names were dropped so far. */
  countDropped(): number
  isDropped(name: string): boolean
}

/**
 * Names for prepared statements, which every connection stores. Texts that vary with the filters or the limit of a request have at most
 * `maxVaryingTexts` names, so that no client with many filters fills the memory of PostgreSQL: a further text drops the name of the text
 * that was used longest ago. All other texts keep their names. No name is used for two texts.
 */
export function createNames(maxVaryingTexts: number): Names {
  const fixed = new Map<string, string>()
  const varyingNames = new Set<string>()
  const varying = new LRUCache<string, string>({
    max: maxVaryingTexts,
    dispose: (name) => void varyingNames.delete(name),
  })
  let given = 0

  const nameOfFixed = (text: string): string => {
    const name = fixed.get(text) ?? `s${given++}`
    fixed.set(text, name)
    return name
  }
  const nameOfVarying = (text: string): string => {
    const existing = varying.get(text)
    if (existing !== undefined) return existing
    const name = `v${given++}`
    varyingNames.add(name)
    varying.set(text, name)
    return name
  }
  return {
    find: (text) => fixed.get(text) ?? varying.get(text),
    nameOf: (text, textVaries) => (textVaries ? nameOfVarying(text) : nameOfFixed(text)),
    countDropped: () => given - fixed.size - varying.size,
    isDropped: (name) => name.startsWith('v') && !varyingNames.has(name),
  }
}

const names = createNames(64)
export const { nameOf } = names

/** The statements that a connection has prepared, by name, and those that it was asked to prepare; the driver's own record. */
type Prepared = { parsedStatements: Record<string, string>; submittedNamedStatements: Record<string, string> }

export const preparedOn = (connection: pg.Connection): Prepared => connection as pg.Connection & Prepared

/**
 * Returns rows as arrays. `prepared` spares PostgreSQL the parsing and later the planning. It is only for statements whose plan is
 * good for all values, because PostgreSQL then plans without looking at the values, and whose text does not vary with the request.
 */
export async function runStatement<Row extends unknown[]>(
  pool: pg.Pool,
  { text, values }: Statement,
  { prepared }: { prepared: boolean },
): Promise<Row[]> {
  const { rows } = await pool.query<Row>({
    text,
    values,
    rowMode: 'array',
    ...(prepared && { name: nameOf(text, false) }),
  })
  return rows
}

type QueryClient = { query(this: pg.PoolClient, ...values: unknown[]): unknown }

/**
 * Makes the connections of a pool send each text that has a name as a prepared statement, because kysely itself sends only texts; and
 * makes each connection forget the statements whose names were dropped, before it is used again.
 */
export function usePreparedNames(pool: pg.Pool): void {
  const droppedBefore = new WeakMap<pg.PoolClient, number>()
  pool.on('acquire', (client) => {
    const dropped = names.countDropped()
    if (droppedBefore.get(client) === dropped) return
    droppedBefore.set(client, dropped)
    closeDropped(client.connection)
  })
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

/** PostgreSQL reads these messages with the next query of the connection, and no response to them is awaited. */
function closeDropped(connection: pg.Connection): void {
  const { parsedStatements } = preparedOn(connection)
  for (const name of Object.keys(parsedStatements).filter(names.isDropped)) {
    delete parsedStatements[name]
    connection.close({ type: 'S', name }, true)
  }
}
