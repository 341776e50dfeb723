import { sql } from 'kysely'
import { at, makeBooking, makePerson, type Person, tokenOf, topUp } from '../../testing/factories.ts'
import type { TestService } from '../../testing/harness.ts'
import type { Db } from '../src/db/db.ts'
import { personColumns } from './person-columns.ts'
import { call, writePersonTexts } from './person-texts.ts'

type World = {
  admin: Person
  /** The person, whose account will be closed by a merge. */
  closed: Person
  /** The account that will remain. */
  survivor: Person
  locationId: string
  spaceId: string
}

/**
 * Makes rows of a person in every column of `personColumns` whose rows are exported, moved by a merge, or deleted with the person; and the
 * account that will remain after a merge. A new column gets its row in `writePersonTexts` where the row contains a text of the person,
 * and otherwise here. The service needs a payment provider.
 */
export async function writePersonRows(service: TestService): Promise<World> {
  const { admin, person: closed, spaceId } = await writePersonTexts(service)
  const { locationId, tariffId } = await call(service, 'GET', `spaces/${spaceId}`)
  await writeShift(service, { admin, closed, locationId })
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

/** Makes the person a manager, who opens and closes a shift, and then a member again. */
async function writeShift(
  service: TestService,
  { admin, closed, locationId }: Pick<World, 'admin' | 'closed' | 'locationId'>,
): Promise<void> {
  const setRole = (role: 'manager' | 'member') => setRights(service, admin, closed.id, role, [locationId])
  await setRole('manager')
  // The service remembers the rights of a session for nearly a second, so the manager needs a new one.
  const token = await tokenOf(service, closed.id)
  const path = `locations/${locationId}/shifts`
  const shift = await call(service, 'POST', path, { token, body: { float: 0 } })
  await call(service, 'POST', `shifts/${shift.id}/close`, { token, body: { counted: 0 } })
  await setRole('member')
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
