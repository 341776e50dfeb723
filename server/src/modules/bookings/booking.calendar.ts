import { toInstant, toMs } from '../../shared/time-range.ts'
import type { CalendarFile } from '../mails/mail.message.ts'
import { toMailLine } from '../mails/mail.text.ts'

/** The content of a calendar file. `sender` is `MAIL_FROM`; `place` is one line. */
export type CalendarFacts = {
  bookingId: string
  version: number
  updatedAt: string
  startsAt: string
  endsAt: string
  email: string
  sender: string
  spaceName: string
  place: string
}

/**
 * An iCalendar file (RFC 5545): an invitation that needs no reply, or the cancellation of an invitation. All files of a booking have one
 * UID, and SEQUENCE is the version of the booking, so the file of a later version replaces the calendar entry. Pure.
 */
export function calendarFileOf(method: 'REQUEST' | 'CANCEL', facts: CalendarFacts): CalendarFile {
  const organizer = organizerOf(facts.sender)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Coworking Manager//Bookings//EN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${facts.bookingId}@coworking-manager`,
    `SEQUENCE:${facts.version}`,
    `DTSTAMP:${timeOf(facts.updatedAt)}`,
    `DTSTART:${timeOf(facts.startsAt)}`,
    `DTEND:${timeOf(facts.endsAt)}`,
    `SUMMARY:${escaped(toMailLine(facts.spaceName))}`,
    `LOCATION:${escaped(facts.place)}`,
    `ORGANIZER;CN="${organizer.name}":mailto:${organizer.email}`,
    `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:MAILTO:${facts.email}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  const content = lines.map((line) => `${folded(line)}\r\n`).join('')
  return { method, content, keptUntil: toMs(facts.endsAt) }
}

/** Name and address of `MAIL_FROM`. A name in quotes cannot contain a quote. Pure. */
function organizerOf(sender: string): { name: string; email: string } {
  const [, quoted = '', bracketed] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(sender) ?? []
  const email = bracketed ?? sender.trim()
  return { name: toMailLine(quoted.replaceAll('"', '')) || email, email }
}

/** An instant as `20261202T070000Z`. */
const timeOf = (instant: string): string => `${toInstant(toMs(instant)).slice(0, 19).replace(/[-:]/g, '')}Z`

/** A text as the value of a property. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&')

const longestLine = 75

/** A line of at most 75 bytes; the rest of a longer line follows on further lines, each after a space. No character is split. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= longestLine) return line
  let text = ''
  let bytes = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > longestLine) {
      text += '\r\n '
      bytes = 1
    }
    text += character
    bytes += size
  }
  return text
}
