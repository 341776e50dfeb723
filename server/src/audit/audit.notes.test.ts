import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makeLocation, makePerson, makeTariff } from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { auditBooks } from './audit.books.ts'
import { momentOf } from './audit.moment.ts'
import { findNotes } from './audit.notes.ts'

const service = useService()

it('stored data that would not be accepted today is listed by its column and id, and is not a fault', async () => {
  const { db } = service.deps
  const admin = await makePerson(service, 'admin')
  const { id } = await makeLocation(service, admin)
  expect(await findNotes(db)).toEqual([])
  await sql`UPDATE locations SET name = ${' Loft'}, currency = 'RUR' WHERE id = ${id}`.execute(db)
  await sql`UPDATE users SET first_name = ${'\u200B'}, last_name = ${'И\u0306ога'} WHERE id = ${admin.id}`.execute(
    db,
  )
  expect(await findNotes(db)).toEqual([
    { column: 'users.first_name', id: admin.id, reason: 'must not contain invisible characters' },
    { column: 'users.last_name', id: admin.id, reason: 'is not trimmed, or not in NFC' },
    { column: 'locations.name', id, reason: 'is not trimmed, or not in NFC' },
    { column: 'locations.currency', id, reason: 'is no active code of ISO 4217' },
  ])
  expect(await auditBooks(db, momentOf(service.clock))).toEqual([])
})

it('labels of rules that are longer than allowed today are listed; a character of two UTF-16 units counts as one', async () => {
  const { db } = service.deps
  const admin = await makePerson(service, 'admin')
  const rule = { weekdays: [1], from: '18:00', to: '24:00', hourlyRate: 1 }
  const labels = ['\u{1F511}'.repeat(60), '\u{1F511}'.repeat(61), 'Evening']
  const rules = labels.map((label) => ({ ...rule, label }))
  const { id } = await makeTariff(service, admin)
  await sql`UPDATE tariffs SET rules = ${JSON.stringify(rules)}::jsonb WHERE id = ${id}`.execute(db)
  const notes = (await findNotes(db)).filter(({ column }) => column === 'tariffs.rules')
  expect(notes).toEqual([{ column: 'tariffs.rules', id, reason: 'is longer than 60 characters' }])
})
