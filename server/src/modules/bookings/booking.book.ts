import { inTransactionOnce } from '../../db/once.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { instantsOf, rangeOf, toInstant } from '../../shared/time-range.ts'
import { offerOf } from '../quotes/quote.service.ts'
import { lockSpace } from '../spaces/space.service.ts'
import { frozenTiers } from '../tariffs/tariff.policy.ts'
import { holdServed } from '../users/user.service.ts'
import { charge } from '../wallet/wallet.service.ts'
import { adviseOnConflict, assertFree } from './booking.conflict.ts'
import { assertBelowLimit } from './booking.limit.ts'
import { notify } from './booking.notify.ts'
import { assertExpectedTotal } from './booking.price.ts'
import { insertBooking } from './booking.repository.ts'
import { assertMayBookFor, contextOf } from './booking.rights.ts'
import type { Booking, NewBooking } from './booking.schema.ts'
import { paymentOf, recordDeed, viewOf } from './booking.service.ts'
import { unapproved } from './booking.states.ts'

/**
 * Books a space and charges its price, in one transaction; `pending` where the space requires approval, unless staff
 * start it in the running step. Staff book for others with `userId`. Locks the space, then the wallet.
 *
 * Raises `not_found`, `forbidden`, then in this order the refusals of a quote, `too_many_bookings`, `booking_conflict` (with what is taken
 * and what would work instead), `price_changed`, `insufficient_funds`. A refusal writes nothing.
 */
export function book(
  deps: Pick<Deps, 'db' | 'clock' | 'allTerms' | 'config' | 'turns'>,
  call: Call,
  input: NewBooking,
): Promise<Booking> {
  const { actor, claim } = call
  const { spaceId, title = '', userId = actor.id, expectedTotal } = input
  const most = deps.config.MAX_LIVE_BOOKINGS
  const during = rangeOf(input)
  const wish = async () => ({ spaceId, during, moved: null })
  const attempt = () =>
    inTransactionOnce(deps, claim, async (trx) => {
      const space = await lockSpace(trx, spaceId)
      await assertMayBookFor(trx, actor, { userId, locationId: space.locationId }, holdServed)
      const now = deps.clock.now()
      const context = contextOf(actor, space, userId, now)
      const { quote, terms } = await offerOf(trx, space, during, context)
      // Each member for itself: what staff book for others has no limit.
      if (userId === actor.id) await assertBelowLimit(trx, userId, { now, most })
      await assertFree(trx, space, { during, now })
      assertExpectedTotal(expectedTotal, quote)
      const booking = await insertBooking(trx, {
        id: newId(),
        userId,
        spaceId,
        locationId: space.locationId,
        ...instantsOf(during),
        bufferBeforeMinutes: space.bufferBeforeMinutes,
        bufferAfterMinutes: space.bufferAfterMinutes,
        requiresCheckIn: space.requiresCheckIn,
        status: space.requiresApproval ? unapproved(during.start, now, context.isStaff) : 'confirmed',
        title,
        totalPrice: quote.total,
        currency: quote.currency,
        quote,
        cancellation: frozenTiers(terms.tariff.cancellation),
        createdAt: toInstant(now),
        updatedAt: toInstant(now),
      })
      await charge(trx, paymentOf(booking, quote.total, actor.id, now))
      const made = { type: 'created' as const, before: null, after: booking, actorId: actor.id }
      // Its account was deleted since this request came in: the insert has waited for that.
      if (!(await notify(trx, made, now))) throw unauthenticated()
      await recordDeed(trx, call, 'create', null, booking, now)
      return viewOf(call.actor, booking, now)
    })
  return adviseOnConflict(deps, actor, wish, attempt)
}
