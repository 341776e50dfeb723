import type { Db, Tx } from '../../db/db.ts'
import { TryAgain } from '../../db/failures.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Call, manages } from '../../shared/call.ts'
import { percentOf } from '../../shared/money.ts'
import { invalidField, invalidInterval } from '../../shared/problems.ts'
import { instantsOf, rangeOf, type TimeRange, toInstant, toMs } from '../../shared/time-range.ts'
import { assertVersion } from '../../shared/version.ts'
import { extensionOf, offerOf } from '../quotes/quote.service.ts'
import { lockSpace, type SpaceRow } from '../spaces/space.service.ts'
import { deadlinesOf, limitTiers } from '../tariffs/tariff.policy.ts'
import type { Quote, Tariff } from '../tariffs/tariff.schema.ts'
import { charge, refund } from '../wallet/wallet.service.ts'
import { adviseOnConflict, assertFree } from './booking.conflict.ts'
import { notify } from './booking.notify.ts'
import { invalidTransition } from './booking.problems.ts'
import { type BookingRow, findBooking, updateBooking } from './booking.repository.ts'
import type { Booking, BookingMove } from './booking.schema.ts'
import { isStaffFor, lockVisible, paymentOf, recordDeed, viewOf, visible } from './booking.service.ts'
import { cancellationPercent, occupies, statusAt, unapproved } from './booking.states.ts'

/**
 * Changes the title, or moves the booking to another time or space of its location.
 *
 * Before the start everything is checked and priced anew by today's tariff: a dearer booking charges the difference, a
 * cheaper one refunds the difference × the percent that a cancellation would refund now, and that percent stays the
 * most it can ever refund. After the start only the end may change. Locks the target space, the booking, the wallet.
 *
 * Raises `not_found`, `precondition_failed`, `invalid_transition`, and what `book` raises.
 */
export function move(
  deps: Pick<Deps, 'db' | 'clock' | 'allTerms'>,
  call: Call,
  id: string,
  input: BookingMove,
): Promise<Booking> {
  const find = async (db: Db) => visible(call.actor, await findBooking(db, id))
  const findWish = async () => {
    const booking = await find(deps.db)
    const moved = { bookingId: id, spaceId: booking.spaceId, during: rangeOf(booking) }
    const hasStarted = deps.clock.now() >= moved.during.start
    return hasStarted ? null : { ...targetOf(booking, input), moved }
  }
  return adviseOnConflict(deps, call.actor, findWish, () =>
    inTransaction(deps, async (trx) => {
      const known = await find(trx)
      const { spaceId, during } = targetOf(known, input)
      const space = isMove(known, { spaceId, during }) ? await lockSpace(trx, spaceId) : null
      const booking = await lockVisible(trx, call.actor, id)
      assertVersion(booking.version, call.ifMatch)
      const target = targetOf(booking, input)
      const moves = isMove(booking, target)
      // Somebody moved it between the look and the lock: what is locked is not what would be taken.
      if (moves && target.spaceId !== space?.id) throw new TryAgain()
      const now = deps.clock.now()
      const change =
        moves && space ? await moveTo(trx, call, booking, { space, during: target.during, now }) : {}
      const { title = booking.title } = input
      if (!moves && title === booking.title) return viewOf(booking, now)
      const after = await updateBooking(trx, booking, { ...change, title, updatedAt: toInstant(now) })
      if (moves)
        await notify(
          trx,
          after,
          after.status === 'pending' ? 'requested' : 'moved',
          after.refunded - booking.refunded,
          now,
        )
      await recordDeed(trx, call, moves ? 'move' : 'update', booking, after, now)
      return viewOf(after, now)
    }),
  )
}

type Target = { spaceId: string; during: TimeRange }

function targetOf(booking: BookingRow, input: BookingMove): Target {
  const { startsAt = booking.startsAt, endsAt = booking.endsAt, spaceId = booking.spaceId } = input
  return { spaceId, during: rangeOf({ startsAt, endsAt }) }
}

const isMove = (booking: BookingRow, { spaceId, during }: Target): boolean =>
  spaceId !== booking.spaceId ||
  during.start !== toMs(booking.startsAt) ||
  during.end !== toMs(booking.endsAt)

type Destination = { space: SpaceRow; during: TimeRange; now: number }

/** Checks and pays the move of a locked booking; returns what to write. */
async function moveTo(trx: Tx, call: Call, booking: BookingRow, to: Destination) {
  const { space, during, now } = to
  if (!occupies(statusAt(booking, now))) throw invalidTransition()
  if (space.locationId !== booking.locationId) throw otherLocation()
  const started = now >= toMs(booking.startsAt)
  if (started) assertOnlyEndMoves(booking, to)
  const status = started ? booking.status : statusAfter(booking, to, isStaffFor(call.actor, booking))
  const asking = { now, isStaff: manages(call.actor, space.locationId) }
  const { terms, quote } = started
    ? await extensionOf(trx, space, during, toMs(booking.endsAt))
    : await offerOf(trx, space, during, asking)
  await assertFree(trx, space, { during, now, movedBookingId: booking.id })
  const percent = cancellationPercent(booking, now)
  const refunded = await settleDifference(trx, booking, quote, percent, { actorId: call.actor.id, now })
  return {
    spaceId: space.id,
    ...instantsOf(during),
    bufferBeforeMinutes: space.bufferBeforeMinutes,
    bufferAfterMinutes: space.bufferAfterMinutes,
    requiresCheckIn: space.requiresCheckIn,
    status,
    remindedAt: null,
    refunded: booking.refunded + refunded,
    ...agreement(quote, terms.tariff, percent, during.start),
  }
}

/** What is frozen in a moved booking: the new price, and the new policy bounded by what the old one gave. */
function agreement(quote: Quote, tariff: Pick<Tariff, 'cancellation'>, percent: number, start: number) {
  const cancellation = limitTiers(tariff.cancellation, percent)
  return {
    totalPrice: quote.total,
    cancellation,
    refundLimitPercent: percent,
    quote: { ...quote, cancellation: deadlinesOf(cancellation, start) },
  }
}

const otherLocation = () =>
  invalidField('/spaceId', {
    en: 'must be a space of the same location; cancel and book again to go elsewhere',
    ru: 'должно быть местом той же локации; чтобы сменить локацию, отмените и забронируйте заново',
  })

/** Raises `invalid_transition` for another start or space of a running booking, `invalid_interval` for an end that has passed. */
function assertOnlyEndMoves(booking: BookingRow, { space, during, now }: Destination): void {
  if (space.id !== booking.spaceId || during.start !== toMs(booking.startsAt))
    throw invalidTransition({
      en: 'After the start only the end can change',
      ru: 'После начала можно изменить только конец',
    })
  if (during.end <= now)
    throw invalidInterval({ en: 'The end must be later than now', ru: 'Конец должен быть позже, чем сейчас' })
}

/** A member's move where the space requires approval has to be approved again. Raises `invalid_transition`. */
function statusAfter(booking: BookingRow, { space, during, now }: Destination, isStaff: boolean) {
  if (booking.status === 'pending') return unapproved(during.start, now, isStaff)
  if (!space.requiresApproval || isStaff) return booking.status
  // Checked in already: there is no way back to waiting for approval.
  if (booking.status !== 'confirmed') throw invalidTransition()
  return 'pending' as const
}

async function settleDifference(
  trx: Tx,
  booking: BookingRow,
  quote: Quote,
  percent: number,
  { actorId, now }: { actorId: string; now: number },
): Promise<number> {
  const difference = quote.total - booking.totalPrice
  if (difference > 0) await charge(trx, paymentOf(booking, difference, actorId, now))
  const back = difference < 0 ? percentOf(-difference, percent) : 0
  await refund(trx, paymentOf(booking, back, actorId, now))
  return back
}
