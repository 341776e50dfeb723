import { hash } from 'node:crypto'
import pg from 'pg'
import { invalidField } from '../shared/problems.ts'

/** The position of a row in a sorted list: the value of its sort column, and its id. A cursor holds that of the last row of a page. */
export type CursorPosition = [key: string | number, id: string]

/** What a cursor is bound to: its list, with the list's order and filters, whatever the order in which the filters are written. */
export const bindingOf = (
  list: string,
  order: { column: string; direction: string },
  filters: object,
): string => hash('sha256', JSON.stringify([list, order, inOrder(filters)]), 'base64url').slice(0, 12)

const inOrder = (filters: object) =>
  Object.entries(filters)
    .map(([key, value]) => [key, Array.isArray(value) ? value.toSorted() : value])
    .sort()

export const writeCursor = (position: CursorPosition, binding: string): string =>
  Buffer.from(JSON.stringify([...position, binding])).toString('base64url')

/** Raises `validation_failed` for a cursor of another list. */
export function readCursor(cursor: string, binding: string): CursorPosition {
  try {
    const [key, id, cursorBinding] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const isWellFormed = /^(string|number)$/.test(typeof key) && /^[0-9a-f-]{36}$/.test(id)
    if (isWellFormed && cursorBinding === binding && !String(key).includes('\0')) return [key, id]
  } catch {
    // It is not a cursor of this service: refused below.
  }
  throw foreignCursor()
}

/**
 * Makes the error handler of a list's query. For a page after a cursor it throws `validation_failed` in place of a data exception of
 * PostgreSQL: schemas have checked the filters, so a value that PostgreSQL cannot read is the key of an invented cursor. It throws other
 * errors as they are.
 */
export const refuseForeignCursor =
  (position: CursorPosition | null) =>
  (error: unknown): never => {
    const isDataException = error instanceof pg.DatabaseError && error.code?.startsWith('22')
    throw position && isDataException ? foreignCursor() : error
  }

const foreignCursor = () =>
  invalidField('/cursor', {
    en: 'is not a cursor of this list with this sort and these filters',
    ru: 'не относится к этому списку с такой сортировкой и фильтрами',
  })
