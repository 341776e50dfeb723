import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { mailboxOf } from '../../shared/mailbox.ts'
import type { CalendarFile } from '../mails/mail.message.ts'

/** The content of a calendar file. `sender` is `MAIL_FROM`. */
export type IcalFacts = {
  bookingId: string
  version: number
  updatedAt: string
  startsAt: string
  endsAt: string
  email: string
  sender: string
  spaceName: string
  /** The name of the space, the name of the location, and the address. */
  venue: string
}

/**
 * An iCalendar file: an invitation that needs no reply, or the cancellation of an invitation. All files of a booking have one UID,
 * and SEQUENCE is the version of the booking, so the file of a later version replaces the calendar entry. Pure.
 */
export const calendarFileOf = (method: 'REQUEST' | 'CANCEL', facts: IcalFacts): CalendarFile => ({
  method,
  write: () => textOf(method, facts),
  // Until then a later mail may have to cancel the calendar entry.
  keptUntil: Date.parse(facts.endsAt),
})

function textOf(method: 'REQUEST' | 'CANCEL', facts: IcalFacts): string {
  const isCancelled = method === 'CANCEL'
  const calendar = ical({
    prodId: { company: 'Coworking Manager', product: 'Bookings' },
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  })
  calendar.createEvent({
    id: `${facts.bookingId}@coworking-manager`,
    sequence: facts.version,
    stamp: new Date(facts.updatedAt),
    start: new Date(facts.startsAt),
    end: new Date(facts.endsAt),
    summary: facts.spaceName,
    location: facts.venue,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: organizerOf(facts.sender),
    attendees: [{ email: addressInUri(facts.email), rsvp: false, status: ICalAttendeeStatus.ACCEPTED }],
  })
  // The last line ends as every other one does (RFC 5545, 3.1).
  return `${calendar.toString()}\r\n`
}

/** An address as part of a `mailto:` URI, with all characters encoded that may not stand there as they are (RFC 6068, 2). Pure. */
const addressInUri = (email: string): string =>
  encodeURIComponent(email).replace(/%(40|2B|24)/g, (encoded) => decodeURIComponent(encoded))

function organizerOf(sender: string): { name: string; email: string } {
  const { name, address } = mailboxOf(sender)
  return { name: name || address, email: addressInUri(address) }
}
