import { sql } from 'kysely'
import { at, makeBooking, makePerson, type Person, tokenOf, topUp } from '../../testing/factories.ts'
import type { TestService } from '../../testing/harness.ts'
import type { Db } from '../src/db/db.ts'
import { personColumns } from './person-columns.ts'
import { call, writePersonTexts } from './person-texts.ts'

type PersonRowsFixture = {
  admin: Person
  /** The person, whose account will be closed by a merge. */
  closed: Person
  /** The account that will remain. */
  survivor: Person
  locationId: string
  spaceId: string
}

/**
 * Makes rows of a person in every column of `personColumns`, and the account that will remain after a merge. A new column gets its row in
 * `writePersonTexts` where the row contains a text of the person, and otherwise here. The service needs a payment provider.
 */
export async function writePersonRows(service: TestService): Promise<PersonRowsFixture> {
  const { admin, person: closed, spaceId } = await writePersonTexts(service)
  const { locationId, tariffId } = await call(service, 'GET', `spaces/${spaceId}`)
  await writeActionsOfManager(service, { admin, closed, locationId, spaceId })
  const { token } = admin
  const visitor = { firstName: 'Ann', lastName: 'Bell', phone: '+79161234567' }
  const merged = await call(service, 'POST', 'users', { token, body: visitor })
  await call(service, 'POST', `users/${merged.id}/merge`, { token, body: { into: closed.id } })
  const survivor = await makePerson(service)
  await call(service, 'POST', 'auth/password-reset', { body: { email: survivor.email } })
  // The link of a mail is made when the mail is sent.
  await service.mailsTo(survivor.email)
  await topUp(service, admin, closed.id, 100)
  // A booking without a price is not refunded, so the deletion of the account may cancel it.
  await call(service, 'PATCH', `tariffs/${tariffId}`, { token, body: { hourlyRate: 0 } })
  await makeBooking(service, closed, { spaceId, ...at('2026-12-05', '12:00', '13:00') })
  return { admin, closed, survivor, locationId, spaceId }
}

/**
 * Makes the person a manager, who opens and closes a shift, tops up a member, sends a payment back and closes a space that the member has
 * booked; then the person is a member again.
 */
async function writeActionsOfManager(
  service: TestService,
  { admin, closed, locationId, spaceId }: Omit<PersonRowsFixture, 'survivor'>,
): Promise<void> {
  const setRole = (role: 'manager' | 'member') => setRights(service, admin, closed.id, role, [locationId])
  await setRole('manager')
  // The service remembers the rights of a session for nearly a second, so the manager needs a new one.
  const token = await tokenOf(service, closed.id)
  const post = (path: string, body: object) => call(service, 'POST', path, { token, body })
  const shift = await post(`locations/${locationId}/shifts`, { float: 0 })
  await post(`shifts/${shift.id}/close`, { counted: 0 })
  const member = await makePerson(service)
  await post(`users/${member.id}/wallet/entries`, { kind: 'top_up', amount: 100_000, channel: 'bank' })
  await post(`payments/${await payByCard(service, member)}/refunds`, { amount: 1_000 })
  const day = at('2026-12-06', '10:00', '11:00')
  await makeBooking(service, member, { spaceId, ...day })
  const closureBody = { spaceId, from: day.startsAt, to: day.endsAt, reason: 'Repair' }
  const closure = await post(`locations/${locationId}/closures?cancelBookings=true`, closureBody)
  // A closure writes these rows itself only where its bookings are too many for one transaction.
  const cancellation = {
    closureId: closure.id,
    bookingId: closure.cancelledBookingIds[0],
    actorId: closed.id,
  }
  const cancelledAt = new Date(service.clock.now()).toISOString()
  await service.deps.db
    .insertInto('closureCancellations')
    .values({ ...cancellation, cancelledAt })
    .execute()
  await setRole('member')
}

/** Returns the id of a succeeded payment. */
async function payByCard(service: TestService, { token }: Person): Promise<string> {
  const body = { amount: 1_000, returnPath: '/' }
  const { id, checkoutUrl } = await call(service, 'POST', 'payments', { token, body })
  await fetch(checkoutUrl, { method: 'POST', body: 'do=pay', redirect: 'manual' })
  service.clock.advance(2_000)
  await call(service, 'GET', `payments/${id}`, { token })
  return id
}

export const setRights = (
  service: TestService,
  admin: Person,
  id: string,
  role: 'manager' | 'member',
  locationIds: string[],
) =>
  call(service, 'PATCH', `users/${id}`, {
    token: admin.token,
    body: { role, ...(role === 'manager' && { locationIds, confirmUnverified: true }) },
  })

/** The number of rows that name the account in each column of `personColumns`. */
export async function countRowsNaming(db: Db, id: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const column of Object.keys(personColumns)) {
    const [table = '', name = ''] = column.split('.')
    const { rows } = await sql`SELECT FROM ${sql.table(table)} WHERE ${sql.ref(name)} = ${id}`.execute(db)
    counts[column] = rows.length
  }
  return counts
}
