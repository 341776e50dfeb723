import type { RawBuilder } from 'kysely'
import { type CacheTag, cacheTagsOfBooking } from '../../cache/cache-tag.ts'
import type { Tx } from '../../db/db.ts'
import { always, hasRow, type StatementPart, type When, writeInOneStatement } from '../../db/one-statement.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, IdempotencyKey } from '../../shared/call.ts'
import type { Money } from '../../shared/money.ts'
import { unauthenticated } from '../../shared/problems.ts'
import { toInstant, toMs } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import type { AuditAction } from '../audit/audit.states.ts'
import { isStaffFor } from '../quotes/quote.context.ts'
import type { Cause } from './booking.cause.ts'
import { type BookingEventType, notificationParts, notify, type RecordedChange } from './booking.notify.ts'
import { type ChargeAndRefund, chargeOrRefund, chargeOwner, chargeParts } from './booking.payment.ts'
import type { BookingAsRead, BookingRow } from './booking.repository.ts'
import {
  type ChangedColumns,
  insertBooking,
  insertBookingStatement,
  lockBookingIfUnchangedStatement,
  type NewRow,
  rowAfterChange,
  rowAfterInsert,
  updateBooking,
  updateBookingStatement,
} from './booking.row.repository.ts'
import { chargedPrice, initialStatus } from './booking.states.ts'

export type { NewRow }

type Transition = {
  type: Exclude<BookingEventType, 'created'>
  /** The columns that change, besides `version`, `refunded` and `updatedAt`. */
  set: Omit<ChangedColumns, 'refunded' | 'updatedAt'>
  charge?: Money
  refund?: Money
}

/**
 * Changes a locked booking: its row, the money, the event with the mail to its owner, and the audit event of an action by staff. A
 * booking is changed only by this function and by `transitionInOneStatement`, except by `markReminded`, `markAwaitingCancellation` and
 * `clearTexts`. Locks the wallet. Raises `insufficient_funds`, and `booking_conflict` by the constraint of the slot.
 */
export async function transition(
  trx: Tx,
  before: BookingRow,
  { type, set, charge = 0, refund = 0 }: Transition,
  cause: Cause,
): Promise<BookingRow> {
  const refunded = before.refunded + refund
  const after = await updateBooking(trx, before, { ...set, refunded, updatedAt: toInstant(cause.now) })
  await chargeOrRefund(trx, after, { charge, refund }, cause)
  await notify(trx, { type, before, after, actorId: cause.actorId }, cause.now)
  await recordAuditEvent(trx, type, before, after, cause)
  return after
}

/**
 * Makes a booking: its row, its charge, the event with the mail, and the audit event. A booking is made only by this function and
 * by `createInOneStatement`. Locks the wallet. Raises `insufficient_funds`, `booking_conflict` by the constraint of the slot, and
 * `unauthenticated` where the account was deleted after the request came in: the insert has waited for that deletion.
 */
export async function createBooking(trx: Tx, row: NewRow, cause: Cause): Promise<BookingRow> {
  const after = await insertBooking(trx, row)
  await chargeOwner(trx, after, chargedPrice(after), cause)
  const change = { type: 'created' as const, before: null, after, actorId: cause.actorId }
  if (!(await notify(trx, change, cause.now))) throw unauthenticated()
  await recordAuditEvent(trx, 'created', null, after, cause)
  return after
}

type Ending = { status: 'cancelled' | 'rejected' | 'expired'; refund: Money; reason?: string | null }

/** Ends a locked booking with its refund. Locks the wallet. */
export const endBooking = (trx: Tx, booking: BookingRow, ending: Ending, cause: Cause): Promise<BookingRow> =>
  transition(trx, booking, endingTransitionOf(ending, cause.now), cause)

/** The transition that ends a booking; an empty reason is none. Pure. */
export function endingTransitionOf({ status, refund, reason = null }: Ending, now: number): Transition {
  const cancelledAt = status === 'cancelled' ? toInstant(now) : null
  const set = { status, cancelledAt, cancelReason: reason || null, awaitsCancellation: false }
  return { type: status, set, refund }
}

/**
 * The transition that ends a hold whose checkout could not be created. `holdUntil` becomes `createdAt`, so that the hold is not counted
 * as one that the owner left unpaid (`countUnpaid`). Pure.
 */
export function holdEndTransitionOf({ createdAt }: Pick<BookingRow, 'createdAt'>, now: number): Transition {
  const ending = endingTransitionOf({ status: 'expired', refund: 0 }, now)
  return { ...ending, set: { ...ending.set, holdUntil: createdAt } }
}

/**
 * The transition that charges a booking which awaited its payment: `pending` where the space requires approval, otherwise
 * `confirmed`. Pure.
 */
export function paymentTransitionOf(
  { startsAt, totalPrice }: Pick<BookingRow, 'startsAt' | 'totalPrice'>,
  { requiresApproval }: { requiresApproval: boolean },
  now: number,
): Transition {
  const status = initialStatus(requiresApproval, toMs(startsAt), { now, mayBookRunningStep: false })
  return { type: 'paid', set: { status, holdUntil: null }, charge: totalPrice }
}

// The names of the actions in the audit trail. `expired` is not among them, because no person causes it: time does, or a
// checkout that could not be created.
const auditActionOfType: Record<Exclude<BookingEventType, 'expired'>, AuditAction> = {
  created: 'create',
  paid: 'pay',
  updated: 'update',
  moved: 'move',
  approved: 'approve',
  rejected: 'reject',
  checked_in: 'check-in',
  completed: 'complete',
  no_show: 'no-show',
  cancelled: 'cancel',
  deleted: 'delete',
  merged: 'merge',
}

// The actions that only staff may perform; they are audited even on the staff's own bookings.
const staffOnlyEventTypes = new Set<BookingEventType>(['approved', 'rejected', 'no_show', 'deleted'])

/** Whether the action is audited. Actions that every member may do on the member's own bookings are not audited. */
const isAudited = (type: BookingEventType, booking: BookingRow, actor: Actor | undefined): boolean =>
  actor !== undefined && (isStaffFor(actor, booking) || staffOnlyEventTypes.has(type))

async function recordAuditEvent(
  trx: Tx,
  type: BookingEventType,
  before: BookingRow | null,
  after: BookingRow,
  { actor, now }: Cause,
): Promise<void> {
  if (!actor || type === 'expired' || !isAudited(type, after, actor)) return
  const auditEvent = { actorId: actor.id, action: auditActionOfType[type], entity: 'booking' } as const
  await record(trx, { ...auditEvent, entityId: after.id, before, after }, now)
}

type OneStatementOptions<Response> = {
  deps: Pick<Deps, 'db' | 'clock'>
  idempotencyKey: IdempotencyKey | null
  /** Parts that lock and check; each runs only when the part before it returned a row. */
  guards: StatementPart[]
  /** The response, which is also stored under the idempotency key. */
  responseOf(after: BookingRow): Response
}

/**
 * Makes a booking as `createBooking` does, by one statement, which is its own transaction. Returns null and writes nothing where
 * a guard returned no row, the balance is too low, an account of the ledger does not exist yet, the change is audited, or another transaction
 * came first.
 */
export async function createInOneStatement<Response>(
  row: NewRow,
  cause: Cause,
  options: OneStatementOptions<Response>,
): Promise<Response | null> {
  const change = {
    type: 'created' as const,
    before: null,
    after: rowAfterInsert(row),
    actorId: cause.actorId,
  }
  const write = (when: When) => insertBookingStatement(row, when)
  const amounts = { charge: row.totalPrice, refund: 0 }
  return changeInOneStatement({ change, write, amounts, tags: cacheTagsOfBooking(row) }, cause, options)
}

/**
 * Changes a booking that was read but is not locked, by one statement; returns null also where the row has changed since it was
 * read.
 */
export async function transitionInOneStatement<Response>(
  before: BookingAsRead,
  { type, set, charge = 0, refund = 0 }: Transition,
  cause: Cause,
  options: OneStatementOptions<Response>,
): Promise<Response | null> {
  const values = { ...set, refunded: before.refunded + refund, updatedAt: toInstant(cause.now) }
  const after = rowAfterChange(before, values)
  const change = { type, before, after, actorId: cause.actorId }
  const write = (when: When) => updateBookingStatement(before, values, when)
  const lock = {
    name: 'unchanged',
    query: lockBookingIfUnchangedStatement(before, lastHasRow(options.guards)),
  }
  const tags = [...cacheTagsOfBooking(before), `space:${after.spaceId}` as const]
  const guards = [...options.guards, lock]
  return changeInOneStatement({ change, write, amounts: { charge, refund }, tags }, cause, {
    ...options,
    guards,
  })
}

type OneStatementChange = {
  change: RecordedChange
  write: (when: When) => RawBuilder<unknown>
  amounts: ChargeAndRefund
  tags: CacheTag[]
}

async function changeInOneStatement<Response>(
  { change, write, amounts, tags }: OneStatementChange,
  cause: Cause,
  { deps, idempotencyKey, guards, responseOf }: OneStatementOptions<Response>,
): Promise<Response | null> {
  const { type, after } = change
  // The head of the audit trail must be the last row that a transaction locks (0009). One statement does not guarantee that: the order of its
  // writes is not defined, and it locks the rows that foreign keys refer to at its end.
  if (isAudited(type, after, cause.actor)) return null
  const money = chargeParts(after, amounts, cause, lastHasRow(guards))
  const before = [...guards, ...money.before]
  const booking = { name: 'booking', query: write(lastHasRow(before)) }
  const notification = notificationParts(change, cause.now, hasRow('booking'))
  const parts = [...before, booking, ...money.after, ...notification]
  const response = responseOf(after)
  const statement = { parts, decisive: 'booking', invalidated: tags, idempotencyKey, response }
  return (await writeInOneStatement(deps, statement)) ? response : null
}

/** True when the last of these parts returned a row. */
function lastHasRow(parts: StatementPart[]): When {
  const last = parts.at(-1)
  return last ? hasRow(last.name) : always
}
