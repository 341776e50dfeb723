import { describe, expect, it } from 'vitest'
import { readCalendar } from '../../../../testing/mails/calendars.ts'
import { calendarFile } from './calendar-file.ts'

const event = {
  id: '018f2f6e-7b1a-7c3d-8e4f-000000000000',
  version: 3,
  startsAt: '2026-12-01T09:00:00.000Z',
  endsAt: '2026-12-01T10:30:00.000Z',
  changedAt: '2026-11-30T08:00:00.000Z',
  summary: 'Room; with, marks\nand lines',
  location: 'Main',
}

describe('a calendar file', () => {
  it('has the time in UTC, and a UID that stays when the booking is moved', () => {
    const file = calendarFile(event)
    expect(file).toContain('\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T103000Z\r\n')
    expect(file).toContain(`\r\nUID:${event.id}@coworking-manager\r\n`)
    expect(file).toContain('\r\nDTSTAMP:20261130T080000Z\r\n')
  })

  it('has the version of the booking as its SEQUENCE, so that a calendar with an earlier invitation accepts it', () => {
    expect(readCalendar(calendarFile(event))).toMatchObject({
      uid: `${event.id}@coworking-manager`,
      sequence: 3,
    })
  })

  it('escapes the special characters of the format', () => {
    expect(calendarFile(event)).toContain('SUMMARY:Room\\; with\\, marks\\nand lines\r\n')
  })

  it('folds long lines at 75 octets without breaking a letter, and unfolds to the original text', () => {
    const summary = 'Переговорная '.repeat(12).trim()
    const file = calendarFile({ ...event, summary })
    for (const line of file.split('\r\n'))
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    expect(file.replaceAll('\r\n ', '')).toContain(`SUMMARY:${summary}\r\n`)
  })
})
