import type { Tx } from '../../db/db.ts'
import { hourMs, toMs } from '../../shared/time-range.ts'
import type { Composer, MailContext, MailToCompose, Message, QueuedMail } from '../mails/mail.message.ts'
import { bookingMail, type MailKind } from './booking.mails.ts'
import type { BookingStatus } from './booking.schema.ts'
import { type StatusFacts, statusAt } from './booking.states.ts'
import { type FoundFacts, findMailFacts } from './booking.view.ts'

/** The reminder of a booking is sent this long before its start. */
export const reminderMs = hourMs

/** Makes the mails about bookings from the state of the bookings at the moment of sending. `sender` is `MAIL_FROM`. */
export function bookingComposer(sender: string): Composer {
  const composeAll = async (trx: Tx, mails: MailToCompose[]) => {
    const facts = await findMailFacts(
      trx,
      mails.map(({ mail }) => mail.subjectId),
    )
    return mails.map(({ mail, context }) => composeMail(facts.get(mail.subjectId), mail, context, sender))
  }
  const compose = async (trx: Tx, mail: QueuedMail, context: MailContext) => {
    const [message = null] = await composeAll(trx, [{ mail, context }])
    return message
  }
  return Object.assign(compose, { composeAll })
}

function composeMail(
  found: FoundFacts | undefined,
  { details, kind: queuedKind }: QueuedMail,
  context: MailContext,
  sender: string,
): Message | null {
  const kind = queuedKind as MailKind
  if (!found) return null
  const { email, isDeleted, requiresCheckIn, holdUntil, awaitsCancellation, cancelReason, ...rest } = found
  if (email === null) return null
  const facts = { ...rest, email }
  const booking = { ...facts, requiresCheckIn, holdUntil, awaitsCancellation }
  if (isDeleted || isSuperseded(context) || !isMailUpToDate(kind, booking, context.now)) return null
  const refund = context.droppedRefund + (details.refund ?? 0)
  const isEnded = kind === 'cancelled' || kind === 'rejected'
  const reason = isEnded && details.isByOther ? (cancelReason ?? '') : ''
  const awaitsCheckIn = requiresCheckIn && found.status === 'confirmed'
  const calendarMethod = calendarMethodFor(kind, context)
  return bookingMail(
    kind,
    { ...facts, requiresCheckIn: awaitsCheckIn, refund, reason },
    { calendarMethod, sender, now: context.now },
  )
}

/** Whether a later mail about the booking replaces this mail. A reminder does not replace another mail. Pure. */
export const isSuperseded = ({ laterKinds }: Pick<MailContext, 'laterKinds'>): boolean =>
  laterKinds.some((kind) => kind !== 'reminder')

const activeStatuses: BookingStatus[] = ['confirmed', 'checked_in']

/** The statuses of a booking in which a mail is up to date. */
const statusesByKind: Record<MailKind, BookingStatus[]> = {
  requested: ['pending'],
  confirmed: activeStatuses,
  approved: activeStatuses,
  moved: activeStatuses,
  reminder: ['confirmed'],
  cancelled: ['cancelled'],
  rejected: ['rejected'],
  expired: ['expired'],
}

/** Whether the booking is at `now` still in the state that this mail reports. Pure. */
export function isMailUpToDate(kind: MailKind, booking: StatusFacts, now: number): boolean {
  // A move may take the booking out of the closed time: then the closure does not cancel it, and this is the only mail about the
  // move. Otherwise the mail about the cancellation follows. The mail about a move to a space that requires approval is `requested`.
  const isAboutToBeCancelled = booking.awaitsCancellation && kind !== 'moved' && kind !== 'requested'
  if (isAboutToBeCancelled || !statusesByKind[kind].includes(statusAt(booking, now))) return false
  if (kind !== 'reminder') return true
  const start = toMs(booking.startsAt)
  return now < start && start - now <= reminderMs
}

const kindsWithInvitation = new Set<MailKind>(['confirmed', 'approved', 'moved'])

/**
 * The calendar file of a mail: an invitation, or a cancellation where an invitation was sent before and is no longer valid. Pure.
 */
export function calendarMethodFor(
  kind: MailKind,
  { calendarMethod }: Pick<MailContext, 'calendarMethod'>,
): 'REQUEST' | 'CANCEL' | null {
  if (kindsWithInvitation.has(kind)) return 'REQUEST'
  return kind !== 'reminder' && calendarMethod === 'REQUEST' ? 'CANCEL' : null
}
