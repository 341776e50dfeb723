import type { Deps } from '../deps.ts'
import { book } from '../modules/bookings/booking.book.ts'
import { cancel } from '../modules/bookings/booking.cancel.ts'
import { move } from '../modules/bookings/booking.move.ts'
import { performAction } from '../modules/bookings/booking.perform-action.ts'
import type { Booking } from '../modules/bookings/booking.schema.ts'
import { priceOf } from '../modules/tariffs/tariff.price.ts'
import { addEntry } from '../modules/wallet/wallet.entry.ts'
import type { Call } from '../shared/call.ts'
import type { Clock } from '../shared/clock.ts'
import { instantsOf, type TimeRange } from '../shared/time-range.ts'
import { timeZone } from './demo.calendar.ts'
import { type DemoSpace, location } from './demo.catalogue.ts'
import type { Change } from './demo.outcome.ts'
import { exampleMember, type Member, members } from './demo.people.ts'
import type { PlannedBooking } from './demo.plan.ts'
import { callOf, idOf, type Setup } from './demo.setup.ts'
import { tariffs } from './demo.tariffs.ts'

export type MovableClock = Clock & { set(now: number): void }

export type ReplayDeps = Pick<
  Deps,
  'db' | 'config' | 'log' | 'loadAllTerms' | 'queryQueue' | 'bookingQueue' | 'paymentProvider' | 'onPaid'
> & {
  clock: MovableClock
}

/** A member of the demo whose balance is tracked, so that no booking is refused for lack of money. */
type Participant = {
  id: string
  call: Call
  /** Tops up in cash until the wallet holds `amount`. */
  ensureBalance(amount: number): Promise<void>
  /** Updates the tracked balance by the cost or the refund of a booking since `before`. */
  updateBalance(before: Booking | null, after: Booking): void
}

/** Something that a person does at this time. */
export type TimedAction = { at: number; run(): Promise<void> }

/**
 * All members top up; then the planned actions are carried out in order of time until `now`, by the use cases that requests use.
 */
export async function replay(
  deps: ReplayDeps,
  setup: Setup,
  { bookings, frontDesk }: { bookings: PlannedBooking[]; frontDesk: TimedAction[] },
  now: number,
): Promise<void> {
  const participants = new Map(members.map((member) => [member, createParticipant(deps, setup, member)]))
  for (const participant of participants.values()) await participant.ensureBalance(1)
  const actions = bookings.flatMap((planned) => {
    const participant = participants.get(planned.member)
    return participant ? actionsOf(deps, setup, participant, planned) : []
  })
  for (const { at, run } of [...actions, ...frontDesk].sort((a, b) => a.at - b.at)) {
    deps.clock.set(at)
    await run()
  }
  deps.clock.set(now)
  // A person who signs in as this member can book at once.
  await participants.get(exampleMember)?.ensureBalance(exampleMember.habit.topUp)
}

function createParticipant(deps: ReplayDeps, setup: Setup, member: Member): Participant {
  const id = idOf(setup.memberIds, member.name)
  const topUpAmount = member.habit.topUp
  let balance = 0
  return {
    id,
    call: callOf(id, 'member'),
    ensureBalance: async (amount) => {
      if (amount <= balance) return
      const missing = Math.ceil((amount - balance) / topUpAmount) * topUpAmount
      const memo = 'Пополнение на стойке администратора'
      const entry = { kind: 'top_up' as const, amount: missing, currency: location.currency, memo }
      balance = (await addEntry(deps, setup.manager, id, entry)).balanceAfter
    },
    updateBalance: (before, after) => {
      balance += after.refunded - (before?.refunded ?? 0)
      balance -= Math.max(0, after.totalPrice - (before?.totalPrice ?? 0))
    },
  }
}

function actionsOf(
  deps: ReplayDeps,
  setup: Setup,
  participant: Participant,
  planned: PlannedBooking,
): TimedAction[] {
  const { space, during, title, byManager, madeAt, changes } = planned
  let booking: Booking | null = null
  const setBooking = (after: Booking) => {
    participant.updateBalance(booking, after)
    booking = after
  }
  const createBooking = async () => {
    await participant.ensureBalance(priceAt(space, during))
    const input = { spaceId: idOf(setup.spaceIds, space.name), ...instantsOf(during), title }
    if (byManager) setBooking(await book(deps, setup.manager, { ...input, userId: participant.id }))
    else setBooking(await book(deps, participant.call, input))
  }
  const apply = async (change: Change) => {
    if (!booking) throw new Error('a booking changes before it is made')
    if (change.kind === 'move') await participant.ensureBalance(priceAt(space, change.during))
    setBooking(
      await applyChange(deps, change.by === 'owner' ? participant.call : setup.manager, booking, change),
    )
  }
  const later = changes.map((change) => ({ at: change.at, run: () => apply(change) }))
  return [{ at: madeAt, run: createBooking }, ...later]
}

async function applyChange(deps: ReplayDeps, call: Call, { id }: Booking, change: Change): Promise<Booking> {
  if (change.kind === 'move') return move(deps, call, id, instantsOf(change.during))
  if (change.kind !== 'cancel') return performAction(deps, call, id, change.kind)
  const { reason, refundPercent } = change
  const options = { reason, ...(refundPercent !== undefined && { refundPercent }) }
  return (await cancel(deps, call, id, options)).booking
}

const priceAt = (space: DemoSpace, during: TimeRange): number =>
  priceOf(tariffs[space.tariff], timeZone, during).total
