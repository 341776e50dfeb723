type Event = {
  id: string
  version: number
  startsAt: string
  endsAt: string
  summary: string
  location: string
  changedAt: string
}

const utcStamp = (instant: string) => new Date(instant).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

const escaped = (text: string) => text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r?\n/g, '\\n')

/** RFC 5545, 3.1: no line is longer than 75 octets; a continuation line begins with a space. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const character of line) {
    const size = new TextEncoder().encode(character).length
    if (octets + size > 75) {
      lines.push(current)
      current = ' '
      octets = 1
    }
    current += character
    octets += size
  }
  return [...lines, current].join('\r\n')
}

/**
 * One booking as a calendar file. UID and SEQUENCE are those of the files in mails (`booking.ical.ts` of the service). A calendar
 * ignores a file with a lower SEQUENCE than its entry, so this file replaces an entry of an earlier version, whether of a mail or of the app.
 */
export function calendarFile(event: Event): string {
  const { id, version, startsAt, endsAt, summary, location, changedAt } = event
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Coworking Manager//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${id}@coworking-manager`,
    `SEQUENCE:${version}`,
    `DTSTAMP:${utcStamp(changedAt)}`,
    `DTSTART:${utcStamp(startsAt)}`,
    `DTEND:${utcStamp(endsAt)}`,
    `SUMMARY:${escaped(summary)}`,
    `LOCATION:${escaped(location)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
