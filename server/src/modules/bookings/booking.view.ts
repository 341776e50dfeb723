import type { Db } from '../../db/db.ts'
import type { MailFacts } from './booking.mails.ts'
import type { BookingRow } from './booking.repository.ts'

/** What a mail about a booking says of people and places. */
export async function findMailFacts(
  db: Db,
  booking: BookingRow,
): Promise<Omit<MailFacts, 'refund'> & { isDeleted: boolean }> {
  const { id: bookingId, version, updatedAt, startsAt, endsAt, totalPrice, currency } = booking
  const names = await db
    .selectFrom('users')
    .innerJoin('spaces', (join) => join.on('spaces.id', '=', booking.spaceId))
    .innerJoin('locations', 'locations.id', 'spaces.locationId')
    .select(({ eb }) => [
      eb('users.deletedAt', 'is not', null).$castTo<boolean>().as('isDeleted'),
      'users.email',
      eb('users.emailVerifiedAt', 'is not', null).$castTo<boolean>().as('isProved'),
      'users.firstName',
      'users.locale',
      'spaces.name as spaceName',
      'locations.name as locationName',
      'locations.address',
      'locations.timeZone',
    ])
    .where('users.id', '=', booking.userId)
    .executeTakeFirstOrThrow()
  return { bookingId, version, updatedAt, startsAt, endsAt, totalPrice, currency, ...names }
}
