import { type CalendarEntry, readCalendar } from './calendars.ts'
import { isTo, type Received } from './mail-server.ts'

/** The mailbox of a member who has made one booking, and the present state of the booking, which the last mail must tell. */
export type ExpectedMailbox = { email: string; bookingId: string; isCancelled: boolean }

type Arrived = { id: string; from: string; title: string; entry: CalendarEntry | null }

/** All mails that have arrived in one mailbox, in order of arrival. Throws an error when a calendar file cannot be read. */
function arrivedAt(email: string, received: Received[]): Arrived[] {
  const toAddress = received.filter(({ mail }) => isTo(mail, email))
  return toAddress.map(({ from, mail }) => {
    const files = mail.attachments.filter(({ contentType }) => contentType === 'application/ics')
    const [file] = files.map(({ content }) => readCalendar(content.toString()))
    return { id: mail.messageId ?? '', from, title: mail.subject?.split(':')[0] ?? '', entry: file ?? null }
  })
}

const checkedTitles = new Set(['Booking confirmed', 'Booking cancelled'])

/**
 * Lists the faults in the mailboxes. The last mail must contain the present state, no confirmation may follow a cancellation, each mail
 * must be there once, and the calendar entry must end in the state of the booking. `isInFlight` says of a mail that is
 * there several times whether a sender that was killed may have been sending it: such a mail is no fault.
 */
export function findMailFaults(
  expected: ExpectedMailbox[],
  received: Received[],
  isInFlight: (copies: { id: string; from: string }[]) => boolean,
): string[] {
  return expected.flatMap(({ email, bookingId, isCancelled }) => {
    const all = arrivedAt(email, received).filter(({ title }) => checkedTitles.has(title))
    const outcomes = all.map(({ title, entry }) => `${title} (${entry?.method ?? 'no file'})`).join(', ')
    const faults: string[] = []
    const check = (holds: boolean, what: string) => {
      if (!holds) faults.push(`${email}, ${isCancelled ? 'cancelled' : 'confirmed'}: ${what}: ${outcomes}`)
    }
    const copies = Map.groupBy(all, ({ id }) => id)
    for (const [id, each] of copies)
      check(each.length === 1 || isInFlight(each), `${id} ${each.length} times`)
    const mails = [...copies.values()].map(([first]) => first as Arrived)
    const counts = Map.groupBy(mails, ({ title }) => title)
    check(
      all.at(-1)?.title === (isCancelled ? 'Booking cancelled' : 'Booking confirmed'),
      'the last mail does not tell the present status',
    )
    for (const [title, each] of counts) check(each.length === 1, `"${title}" arrived ${each.length} times`)
    const entries = mails.flatMap(({ entry }) => (entry ? [entry] : []))
    check(
      entries.every(({ uid }) => uid === `${bookingId}@coworking-manager`),
      'a calendar file of another booking',
    )
    const last = entries.at(-1)
    if (!isCancelled) check(last?.method === 'REQUEST' && last.status === 'CONFIRMED', 'no invitation')
    else if (counts.has('Booking confirmed')) {
      check(last?.method === 'CANCEL' && last.status === 'CANCELLED', 'the calendar entry stays')
      check((last?.sequence ?? 0) > (entries[0]?.sequence ?? 0), 'the SEQUENCE does not grow')
    }
    return faults
  })
}
