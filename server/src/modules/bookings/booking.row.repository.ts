import type { Insertable, Updateable } from 'kysely'
import { tokensOfBooking } from '../../cache/token.ts'
import type { Tx } from '../../db/db.ts'
import { invalidating } from '../../db/invalidate.ts'
import { toJson } from '../../db/json.ts'
import type { Bookings } from '../../db/tables.gen.ts'
import type { CancellationTier, Quote } from '../tariffs/tariff.schema.ts'
import { columns } from './booking.repository.ts'

// Apart from the other queries, for booking.transition.ts is to be the only one that calls these.

type Json = { quote: Quote; cancellation: CancellationTier[] }
/** A row to insert. */
export type NewRow = Omit<Insertable<Bookings>, keyof Json> & Json
/** Columns to change. */
export type Change = Omit<Updateable<Bookings>, keyof Json> & Partial<Json>
type Owned = { id: string; userId: string; spaceId: string; locationId: string }

export const insertBooking = (trx: Tx, { quote, cancellation, ...rest }: NewRow) =>
  invalidating(trx, ...tokensOfBooking(rest))
    .insertInto('bookings')
    .values({ ...rest, quote: toJson(quote), cancellation: toJson(cancellation) })
    .returning(columns)
    .executeTakeFirstOrThrow()

/** A move to another space shows there as well as where the booking was. */
export const updateBooking = (trx: Tx, before: Owned, { quote, cancellation, ...rest }: Change) =>
  invalidating(trx, ...tokensOfBooking(before), `space:${rest.spaceId ?? before.spaceId}`)
    .updateTable('bookings')
    .set((eb) => ({
      ...rest,
      ...(quote && { quote: toJson(quote) }),
      ...(cancellation && { cancellation: toJson(cancellation) }),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', before.id)
    .returning(columns)
    .executeTakeFirstOrThrow()
