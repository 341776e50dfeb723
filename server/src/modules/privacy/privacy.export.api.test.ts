import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { at, book, makeMember, makePerson, makeSpace, makeTariff } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'
import { noInvalidation } from '../../cache/cache-tag.ts'
import { createDb, createPool } from '../../db/db.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Actor } from '../../shared/call.ts'
import { clearBookingTexts } from '../bookings/booking.person-deletion.ts'
import { actorMaxAgeMs } from '../sessions/session.actors.ts'
import { exportMe } from './privacy.export.ts'
import { findExportSections } from './privacy.view.ts'

const { service, coworking, member } = useCoworking({ balance: 100_000 }, beforeEach)

it('a user gets all own data as JSON', async () => {
  await book(service, member, { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00') })
  const { body } = await service.request('GET', 'me/export', { token: member.token })
  expect(body.user.email).toBe(member.email)
  const { bookings, entries, sessions, reviews, mails } = body
  expect([bookings, entries, sessions, reviews, mails].map((rows) => rows.length)).toEqual([1, 2, 1, 0, 2])
  expect(body.entries[1]).toMatchObject({ kind: 'charge', amount: -60_000 })
})

it('the export has all rows, oldest first, also where they are many', async () => {
  const person = await makeMember(service, coworking.admin, 0)
  const free = await makeTariff(service, coworking.admin, { hourlyRate: 0 })
  const space = await makeSpace(service, coworking.admin, {
    locationId: coworking.location.id,
    tariffId: free.id,
  })
  const hour = (n: number) => new Date(Date.parse('2026-12-05T00:00:00Z') - n * 3_600_000).toISOString()
  const created: string[] = []
  for (let n = 0; n < 45; n++) {
    const slot = { spaceId: space.id, startsAt: hour(n), endsAt: hour(n - 1), title: 'Кабинет «А»' }
    created.push((await book(service, person, slot)).body.id)
  }
  const { body, headers } = await service.request('GET', 'me/export', { token: person.token })
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(body.bookings.map(({ id }: { id: string }) => id)).toEqual(created)
  expect(body.bookings[0]).toMatchObject({ title: 'Кабинет «А»', quote: { total: 0 } })
  expect(body.entries).toEqual([])
})

it('the export stays valid JSON where rows leave the account while it is sent', async () => {
  const person = await makeMember(service, coworking.admin, 0)
  const other = await makePerson(service)
  const free = await makeTariff(service, coworking.admin, { hourlyRate: 0 })
  const space = await makeSpace(service, coworking.admin, {
    locationId: coworking.location.id,
    tariffId: free.id,
  })
  const created: string[] = []
  for (let day = 11; day <= 16; day++) {
    const slot = { spaceId: space.id, ...at(`2026-12-${day}`, '10:00', '11:00') }
    created.push((await book(service, person, slot)).body.id)
  }
  const actor: Actor = { id: person.id, role: 'member', locationIds: [], sessionId: null }
  let json = ''
  // The sixth booking is the only row of its batch.
  for await (const piece of await exportMe(service.deps, { actor, ifMatch: null, idempotencyKey: null })) {
    json += piece
    if (piece.startsWith(',"bookings":'))
      await withoutInvalidation(service.deps.db)
        .updateTable('bookings')
        .set({ userId: other.id })
        .where('id', '=', created[5] ?? '')
        .execute()
  }
  expect(JSON.parse(json).bookings.map(({ id }: { id: string }) => id)).toEqual(created.slice(0, 5))
})

it.each<[when: string, end: (sessionId: string) => Promise<unknown>]>([
  [
    'the session ends',
    (sessionId) => service.request('DELETE', `me/sessions/${sessionId}`, { token: member.token }),
  ],
  [
    'the user is blocked',
    () => {
      const token = coworking.admin.token
      return service.request('PATCH', `users/${member.id}`, { token, body: { blocked: true } })
    },
  ],
  ['15 minutes are over', async () => service.clock.advance(16 * 60_000)],
])('an export ends when %s', async (_, end) => {
  const sessions = await service.request('GET', 'me/sessions', { token: member.token })
  const sessionId: string = sessions.body.items[0].id
  const actor: Actor = { id: member.id, role: 'member', locationIds: [], sessionId }
  const pieces = await exportMe(service.deps, { actor, ifMatch: null, idempotencyKey: null })
  await pieces.next()
  await end(sessionId)
  // The actor is cached for less than a second.
  await setTimeout(actorMaxAgeMs)
  await expect(Array.fromAsync(pieces)).rejects.toThrow(/unauthenticated|unavailable/)
})

it('an export and the removal of the texts of bookings use an index for every table except shifts', async () => {
  // PostgreSQL counts the reads of a connection, and this connection has read nothing before.
  const pool = createPool(service.databaseUrl, 1)
  const tables = await inTransaction({ db: createDb(pool, noInvalidation) }, async (trx) => {
    // PostgreSQL then reads a table as a whole only where no index can be used.
    await sql`SET LOCAL enable_seqscan = off`.execute(trx)
    for await (const { rows } of findExportSections(trx, member.id)) await Array.fromAsync(rows)
    await clearBookingTexts(trx, member.id)
    const wholeReads = sql<{ name: string }>`
      SELECT relname AS name FROM pg_stat_xact_user_tables WHERE seq_scan > 0`
    return (await wholeReads.execute(trx)).rows.map(({ name }) => name)
  }).finally(() => pool.end())
  expect(tables).toEqual(['shifts'])
})
