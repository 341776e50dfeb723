import { sql } from 'kysely'
import type { Db } from '../db/db.ts'
import { maxLabelLength } from '../modules/tariffs/tariff.schema.ts'
import { isCurrency } from '../shared/currency.ts'
import { errorOfLine, normalizeLine } from '../shared/text.ts'

/** Stored data that would not be accepted today. This is not a fault: it stays until somebody changes it. */
export type Note = { column: string; id: string; reason: string }

// Each query selects `id` and `text` of the rows that have a text.
const lines = {
  'users.first_name': sql`SELECT id, first_name AS text FROM users`,
  'users.last_name': sql`SELECT id, last_name AS text FROM users`,
  'locations.name': sql`SELECT id, name AS text FROM locations`,
  'spaces.name': sql`SELECT id, name AS text FROM spaces`,
  'spaces.amenities': sql`SELECT id, unnest(amenities) AS text FROM spaces`,
  'tariffs.name': sql`SELECT id, name AS text FROM tariffs`,
  'bookings.title': sql`SELECT id, title AS text FROM bookings WHERE title <> ''`,
}
const labels = {
  'tariffs.rules': sql`SELECT id, jsonb_array_elements(rules) ->> 'label' AS text FROM tariffs`,
}
const currencyCodes = {
  'locations.currency': sql`SELECT id, currency AS text FROM locations`,
  'tariffs.currency': sql`SELECT id, currency AS text FROM tariffs`,
  'accounts.currency': sql`SELECT id, currency AS text FROM accounts`,
}

const noteOfLine = (text: string): string | null => {
  const line = normalizeLine(text)
  if (line === '') return text === '' ? null : 'must not be blank'
  return errorOfLine(line)?.en ?? (line === text ? null : 'is not trimmed, or not in NFC')
}
/** Only labels may be stored with more characters than are allowed today: 200 were allowed before. */
const noteOfLabel = (text: string): string | null =>
  [...text].length > maxLabelLength ? `is longer than ${maxLabelLength} characters` : noteOfLine(text)
const noteOfCurrency = (code: string): string | null =>
  isCurrency(code) ? null : 'is no active code of ISO 4217'

/**
 * Names, titles and labels in a form that would not be accepted today, and codes that are not active currencies. A note contains no text
 * that a person wrote.
 */
export async function findNotes(db: Db): Promise<Note[]> {
  const notes: Note[] = []
  for (const [sources, noteOf] of [
    [lines, noteOfLine],
    [labels, noteOfLabel],
    [currencyCodes, noteOfCurrency],
  ] as const)
    for (const [column, query] of Object.entries(sources))
      for await (const { id, text } of rowsOf(db, query)) {
        const reason = noteOf(text)
        if (reason !== null) notes.push({ column, id, reason })
      }
  return notes
}

const batchSize = 10_000

/** The rows of a query in batches, because there may be a million. */
async function* rowsOf(db: Db, query: ReturnType<typeof sql>): AsyncGenerator<{ id: string; text: string }> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<{ id: string; text: string }>`
      SELECT id, text FROM (${query}) found WHERE id > ${after} ORDER BY id
      FETCH FIRST ${sql.lit(batchSize)} ROWS WITH TIES`.execute(db)
    yield* rows
    const last = rows.at(-1)
    if (rows.length < batchSize || !last) return
    after = last.id
  }
}
