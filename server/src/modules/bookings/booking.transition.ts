import type { RawBuilder } from 'kysely'
import { type Token, tokensOfBooking } from '../../cache/token.ts'
import type { Tx } from '../../db/db.ts'
import { always, done, type Step, type When, writeAtOnce } from '../../db/write-at-once.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call, IdempotencyKey } from '../../shared/call.ts'
import type { Money } from '../../shared/money.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import { type BookingChange, type BookingEventType, notificationSteps, notify } from './booking.notify.ts'
import { adjust, type Difference, pay, paymentSteps } from './booking.payment.ts'
import type { BookingRow, ReadBooking } from './booking.repository.ts'
import { isStaffFor } from './booking.rights.ts'
import {
  type Change,
  changed,
  insertBooking,
  inserted,
  insertion,
  lockAsRead,
  type NewRow,
  updateBooking,
  updating,
} from './booking.row.repository.ts'

export type { NewRow }

/** Why a booking changes. */
export type Cause = {
  now: number
  /** Null: time did it. */
  actorId: string | null
  /**
   * Who did it by hand: what staff do as staff is in the audit trail. Absent where time did it, or another audit event
   * tells of it (a closure, the deletion of a person).
   */
  actor?: Actor
}

export const byHand = ({ actor }: Call, now: number): Cause => ({ now, actorId: actor.id, actor })

export const byTime = (now: number): Cause => ({ now, actorId: null })

type Transition = {
  type: Exclude<BookingEventType, 'created'>
  /** The columns that change; `version` and `updatedAt` change by themselves. */
  set: Omit<Change, 'refunded' | 'updatedAt'>
  charge?: Money
  refund?: Money
}

/**
 * Changes a locked booking: its row, the money, the event with the mail to its owner, and the audit event of what staff did. The
 * only way to change one. Locks the wallet. Raises `insufficient_funds`, and `booking_conflict` by the constraint of the slot.
 */
export async function transition(
  trx: Tx,
  before: BookingRow,
  { type, set, charge = 0, refund = 0 }: Transition,
  cause: Cause,
): Promise<BookingRow> {
  const refunded = before.refunded + refund
  const after = await updateBooking(trx, before, { ...set, refunded, updatedAt: toInstant(cause.now) })
  await adjust(trx, after, { charge, refund }, cause)
  await notify(trx, { type, before, after, actorId: cause.actorId }, cause.now)
  await recordByHand(trx, type, before, after, cause)
  return after
}

/**
 * Makes a booking: its row, its price, the event with the mail, and the audit event. The only way to make one. Locks the wallet.
 * Raises `insufficient_funds`, `booking_conflict` by the constraint of the slot, and `unauthenticated` where the account was
 * deleted since the request came in: the insert has waited for that.
 */
export async function createBooking(trx: Tx, row: NewRow, cause: Cause): Promise<BookingRow> {
  const after = await insertBooking(trx, row)
  await pay(trx, after, after.totalPrice, cause)
  const change = { type: 'created' as const, before: null, after, actorId: cause.actorId }
  if (!(await notify(trx, change, cause.now))) throw unauthenticated()
  await recordByHand(trx, 'created', null, after, cause)
  return after
}

type Ending = { status: 'cancelled' | 'rejected' | 'expired'; refund: Money; reason?: string | null }

/** Ends a locked booking with its refund. Locks the wallet. */
export const endBooking = (trx: Tx, booking: BookingRow, ending: Ending, cause: Cause): Promise<BookingRow> =>
  transition(trx, booking, endingOf(ending, cause.now), cause)

/** The transition that ends a booking. Pure. */
export function endingOf({ status, refund, reason = null }: Ending, now: number): Transition {
  const cancelledAt = status === 'cancelled' ? toInstant(now) : null
  const set = { status, cancelledAt, cancelReason: reason, awaitsCancellation: false }
  return { type: status, set, refund }
}

// As the audit trail has them. Time alone lets a booking expire.
const auditActions: Record<Exclude<BookingEventType, 'expired'>, string> = {
  created: 'create',
  updated: 'update',
  moved: 'move',
  approved: 'approve',
  rejected: 'reject',
  checked_in: 'check-in',
  completed: 'complete',
  no_show: 'no-show',
  cancelled: 'cancel',
  deleted: 'delete',
}

// What only staff may do, to their own bookings, too.
const staffOnly = new Set<BookingEventType>(['approved', 'rejected', 'no_show', 'deleted'])

/** What staff do with their own bookings like any member is not in the trail. */
const isAudited = (type: BookingEventType, booking: BookingRow, actor: Actor | undefined): boolean =>
  actor !== undefined && (isStaffFor(actor, booking) || staffOnly.has(type))

async function recordByHand(
  trx: Tx,
  type: BookingEventType,
  before: BookingRow | null,
  after: BookingRow,
  { actor, now }: Cause,
): Promise<void> {
  if (!actor || type === 'expired' || !isAudited(type, after, actor)) return
  const event = { actorId: actor.id, action: auditActions[type], entity: 'booking' as const }
  await record(trx, { ...event, entityId: after.id, before, after }, now)
}

type AtOnce<Answer> = {
  deps: Pick<Deps, 'db' | 'clock'>
  idempotencyKey: IdempotencyKey | null
  /** Steps that lock and check, each done when the one before it gave a row. */
  guards: Step[]
  /** What is answered, and kept under the key. */
  answerOf(after: BookingRow): Answer
}

/**
 * `createBooking` by one statement, which is its own transaction. Null, and nothing done, where a guard gave no row, the wallet
 * cannot pay, or somebody was faster.
 */
export async function createAtOnce<Answer>(
  row: NewRow,
  cause: Cause,
  way: AtOnce<Answer>,
): Promise<Answer | null> {
  const change = { type: 'created' as const, before: null, after: inserted(row), actorId: cause.actorId }
  const write = (when: When) => insertion(row, when)
  const difference = { charge: row.totalPrice, refund: 0 }
  return changeAtOnce({ change, write, difference, tokens: tokensOfBooking(row) }, cause, way)
}

/** `transition` of a booking that was read and is not locked, in the same way; null also where it is not as it was read. */
export async function transitionAtOnce<Answer>(
  before: ReadBooking,
  { type, set, charge = 0, refund = 0 }: Transition,
  cause: Cause,
  way: AtOnce<Answer>,
): Promise<Answer | null> {
  const columns = { ...set, refunded: before.refunded + refund, updatedAt: toInstant(cause.now) }
  const after = changed(before, columns)
  const change = { type, before, after, actorId: cause.actorId }
  const write = (when: When) => updating(before, columns, when)
  const lock = { name: 'unchanged', query: lockAsRead(before, doneAfter(way.guards)) }
  const tokens = [...tokensOfBooking(before), `space:${after.spaceId}` as const]
  const guards = [...way.guards, lock]
  return changeAtOnce({ change, write, difference: { charge, refund }, tokens }, cause, { ...way, guards })
}

type ChangeAtOnce = {
  change: BookingChange
  write: (when: When) => RawBuilder<unknown>
  difference: Difference
  tokens: Token[]
}

async function changeAtOnce<Answer>(
  { change, write, difference, tokens }: ChangeAtOnce,
  cause: Cause,
  { deps, idempotencyKey, guards, answerOf }: AtOnce<Answer>,
): Promise<Answer | null> {
  const { type, after } = change
  // The head of the audit trail is locked by a statement of its own.
  if (isAudited(type, after, cause.actor)) return null
  const isWritten = done('booking')
  const money = paymentSteps(after, difference, cause, { hold: doneAfter(guards), pay: isWritten })
  const before = [...guards, ...money.before]
  const booking = { name: 'booking', query: write(doneAfter(before)) }
  const steps = [...before, booking, ...money.after, ...notificationSteps(change, cause.now, isWritten)]
  const answer = answerOf(after)
  const what = { steps, decisive: 'booking', invalidated: tokens, idempotencyKey, answer }
  return (await writeAtOnce(deps, what)) ? answer : null
}

/** When the last of these steps gave a row. */
function doneAfter(steps: Step[]): When {
  const last = steps.at(-1)
  return last ? done(last.name) : always
}
