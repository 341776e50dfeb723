import { sql } from 'kysely'
import { anyOf } from '../../db/any-of.ts'
import { fixedQuery } from '../../db/compile.ts'
import type { Db } from '../../db/db.ts'
import { runPrepared } from '../../db/prepared-statement.ts'
import type { MailFacts } from './booking.mails.ts'
import type { BookingStatus } from './booking.schema.ts'

/** The facts about one booking as `findMailFacts` reads them. */
export type FoundFacts = Omit<MailFacts, 'refund' | 'reason' | 'email'> & {
  email: string | null
  status: BookingStatus
  holdUntil: string | null
  /** Whether a closure is about to cancel it. */
  awaitsCancellation: boolean
  cancelReason: string | null
  /** Whether the owner's account was deleted. */
  isDeleted: boolean
}

/** The facts about bookings, their owners, their spaces and locations at this moment, for mails; by the id of the booking. */
export async function findMailFacts(db: Db, bookingIds: string[]): Promise<Map<string, FoundFacts>> {
  const found = await runPrepared(db, mailFacts(db, bookingIds))
  return new Map(found.map((facts) => [facts.bookingId, facts]))
}

const mailFacts = fixedQuery((db, bookingIds: string[]) =>
  db
    .selectFrom('bookings')
    // A booking that is not live stays with an account that was merged; its mails go to the surviving account.
    .innerJoin('users as owner', 'owner.id', 'bookings.userId')
    .innerJoin('users', (join) =>
      join.on(({ eb, fn }) => eb('users.id', '=', fn.coalesce('owner.mergedInto', 'owner.id'))),
    )
    .innerJoin('spaces', 'spaces.id', 'bookings.spaceId')
    .innerJoin('locations', 'locations.id', 'bookings.locationId')
    .select(({ eb }) => [
      'bookings.id as bookingId',
      'bookings.version',
      'bookings.updatedAt',
      'bookings.startsAt',
      'bookings.endsAt',
      'bookings.status',
      'bookings.requiresCheckIn',
      'bookings.holdUntil',
      'bookings.awaitsCancellation',
      'bookings.totalPrice',
      'bookings.currency',
      'bookings.cancelReason',
      eb('users.deletedAt', 'is not', null).$castTo<boolean>().as('isDeleted'),
      'users.email',
      eb('users.emailVerifiedAt', 'is not', null).$castTo<boolean>().as('isVerified'),
      'users.firstName',
      'users.lastName',
      'users.locale',
      'spaces.name as spaceName',
      'spaces.accessNote as spaceAccess',
      'locations.name as locationName',
      'locations.accessNote as locationAccess',
      'locations.address',
      'locations.timeZone',
      'locations.taxRate',
      sql<number>`coalesce((SELECT sum(CASE WHEN kind = 'charge' THEN amount ELSE -amount END)
        FROM transfers WHERE booking_id = bookings.id), 0)::bigint`.as('paid'),
      sql<
        string | null
      >`(SELECT max(created_at) FROM transfers WHERE booking_id = bookings.id AND kind = 'charge')`.as(
        'paidAt',
      ),
    ])
    .where(anyOf('bookings.id', bookingIds)),
)

/** How to get into a space and its location; empty where staff have written nothing. */
export const findAccessNotes = (db: Db, spaceId: string) =>
  db
    .selectFrom('spaces')
    .innerJoin('locations', 'locations.id', 'spaces.locationId')
    .select(['locations.accessNote as location', 'spaces.accessNote as space'])
    .where('spaces.id', '=', spaceId)
    .executeTakeFirst()
