import type { Tx } from '../../db/db.ts'
import type { StatementPart, When } from '../../db/one-statement.ts'
import { type Changes, type Event, insertEventStatement, recordEvent } from '../events/event.service.ts'
import { queueMail, queueMailStatement } from '../mails/mail.service.ts'
import type { MailKind } from './booking.mails.ts'
import type { BookingRow } from './booking.repository.ts'

export type BookingEventType =
  | 'created'
  | 'paid'
  | 'updated'
  | 'moved'
  | 'approved'
  | 'rejected'
  | 'checked_in'
  | 'completed'
  | 'no_show'
  | 'cancelled'
  | 'expired'
  | 'deleted'
  // The owner's account was merged into another account, to which the booking belongs now.
  | 'merged'

export type RecordedChange = {
  type: BookingEventType
  /** Null where the booking was made. */
  before: BookingRow | null
  after: BookingRow
  /** Null where no person caused the change (`Cause`). */
  actorId: string | null
}

/**
 * Records the event of a change, and queues the mail to the owner, in the transaction of the change. Every new version of a
 * booking is recorded once. Returns false where the change has a mail but the owner's account was deleted, otherwise true.
 */
export async function notify(trx: Tx, change: RecordedChange, now: number): Promise<boolean> {
  const event = eventOf(change)
  const mail = mailAbout(change)
  if (mail) return queueMail(trx, mail, now, event)
  await recordEvent(trx, event, now)
  return true
}

/** The writes of `notify` as parts of a statement. */
export function notificationParts(change: RecordedChange, now: number, when: When): StatementPart[] {
  const mail = mailAbout(change)
  const event = { name: 'event', query: insertEventStatement(eventOf(change), now, when) }
  return mail ? [event, { name: 'mail', query: queueMailStatement(mail, now, when) }] : [event]
}

function mailAbout(change: RecordedChange) {
  const { before, after, actorId } = change
  const kind = mailKindOf(change)
  if (!kind) return undefined
  const details = {
    refund: after.refunded - (before?.refunded ?? 0),
    isByOther: !isByOwnerOrNobody(actorId, after),
  }
  return { ...mailOf(after, kind), details }
}

/** Queues the reminder of a booking to its owner; a reminder does not change the booking. */
export const remind = (trx: Tx, booking: BookingRow, now: number): Promise<boolean> =>
  queueMail(trx, mailOf(booking, 'reminder'), now)

const mailOf = ({ id, version, userId }: BookingRow, kind: MailKind) => ({
  purpose: 'booking' as const,
  kind,
  subjectId: id,
  subjectVersion: version,
  userId,
})

/** The kind of the mail about a change; undefined where no mail is sent. Pure. */
export function mailKindOf({ type, before, after, actorId }: RecordedChange): MailKind | undefined {
  // The owner sees on the screen that a slot is held, that the hold was cancelled, or that it expired.
  if (after.status === 'awaiting_payment') return undefined
  if (before?.status === 'awaiting_payment' && type !== 'paid' && isByOwnerOrNobody(actorId, after))
    return undefined
  if (type === 'created' || type === 'paid') return after.status === 'pending' ? 'requested' : 'confirmed'
  if (type === 'moved') return after.status === 'pending' ? 'requested' : 'moved'
  return typesWithMail.find((kind) => kind === type)
}

/** Whether the owner caused a change, or no person did. Pure. */
const isByOwnerOrNobody = (actorId: string | null, { userId }: BookingRow): boolean =>
  actorId === null || actorId === userId

const typesWithMail = ['approved', 'rejected', 'cancelled', 'expired'] as const

const eventOf = ({ type, before, after, actorId }: RecordedChange): Event => ({
  type: `booking.${type}`,
  subjectKind: 'booking',
  subjectId: after.id,
  subjectVersion: after.version,
  locationId: after.locationId,
  userId: after.userId,
  actorId,
  changes: changesOf(before, after),
})

const fields = ['spaceId', 'startsAt', 'endsAt', 'status', 'totalPrice', 'currency', 'refunded'] as const

/** The changed fields in an event: neither title nor reason, because these are texts that a person wrote. Pure. */
export function changesOf(before: BookingRow | null, after: BookingRow): Changes {
  const changed = fields.filter((field) => before?.[field] !== after[field])
  return Object.fromEntries(
    changed.map((field) => [field, { from: before?.[field] ?? null, to: after[field] }]),
  )
}
