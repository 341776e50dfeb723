import { hash } from 'node:crypto'
import pg from 'pg'
import { invalidField } from '../shared/problems.ts'

/** The last row of a page, by which the next one begins: the value it is sorted by, and its id. */
export type Place = [key: string | number, id: string]

/** What a cursor is bound to: the order and the filters of its list, however these were written. */
export const bindingOf = (order: { column: string; direction: string }, filters: object): string =>
  hash('sha256', JSON.stringify([order, inOrder(filters)]), 'base64url').slice(0, 12)

const inOrder = (filters: object) =>
  Object.entries(filters)
    .map(([key, value]) => [key, Array.isArray(value) ? value.toSorted() : value])
    .sort()

export const writeCursor = (place: Place, binding: string): string =>
  Buffer.from(JSON.stringify([...place, binding])).toString('base64url')

/** Raises `validation_failed` for a cursor of another list. */
export function readCursor(cursor: string, binding: string): Place {
  try {
    const [key, id, bound] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const plausible = /^(string|number)$/.test(typeof key) && /^[0-9a-f-]{36}$/.test(id)
    if (plausible && bound === binding && !String(key).includes('\0')) return [key, id]
  } catch {
    // Not one of ours: refused below.
  }
  throw foreignCursor()
}

// Data exceptions: schemas have checked the filters, so what cannot be read is a key in a cursor that somebody made up.
export function explainCursor(error: unknown): never {
  throw error instanceof pg.DatabaseError && error.code?.startsWith('22') ? foreignCursor() : error
}

const foreignCursor = () =>
  invalidField('/cursor', {
    en: 'is not a cursor of this list with this sort and these filters',
    ru: 'не относится к этому списку с такой сортировкой и фильтрами',
  })
