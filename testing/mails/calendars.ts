import ICAL from 'ical.js'

/** The content of a calendar file, parsed by a library other than the one that wrote the file. */
export type CalendarEntry = {
  method: string
  uid: string
  sequence: number
  status: string
  organizer: string
  attendee: string
  startsAt: string
  endsAt: string
}

/** Throws an error when the text is not a calendar with exactly one event. */
export function readCalendar(text: string): CalendarEntry {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const events = calendar.getAllSubcomponents('vevent')
  const [event] = events
  if (!event || events.length > 1) throw new Error(`a calendar file of ${events.length} events: ${text}`)
  const textOf = (name: string) => String(event.getFirstPropertyValue(name))
  const instantOf = (name: string) => {
    const value = event.getFirstPropertyValue(name)
    if (!(value instanceof ICAL.Time)) throw new Error(`${name} is no time: ${text}`)
    return value.toJSDate().toISOString()
  }
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: textOf('uid'),
    sequence: Number(textOf('sequence')),
    status: textOf('status'),
    organizer: textOf('organizer'),
    attendee: textOf('attendee'),
    startsAt: instantOf('dtstart'),
    endsAt: instantOf('dtend'),
  }
}
