import { describe, expect, it } from 'vitest'
import { dayMs } from '../shared/time-range.ts'
import { type Holiday, holidaysIn } from './demo.holidays.ts'

const dateOf = (text: string): number => Date.parse(text) / dayMs
const texts = (holidays: Holiday[]) =>
  holidays.map(({ date, days }) => `${new Date(date * dayMs).toISOString().slice(0, 10)} +${days}`)

describe('the holidays', () => {
  it('of a calendar year are those of article 112', () => {
    expect(texts(holidaysIn(dateOf('2027-01-01'), dateOf('2028-01-01')))).toEqual([
      '2027-01-01 +8',
      '2027-02-23 +1',
      '2027-03-08 +1',
      '2027-05-01 +1',
      '2027-05-09 +1',
      '2027-06-12 +1',
      '2027-11-04 +1',
    ])
  })

  it('of a time range that begins or ends inside the New Year holidays include them as a whole', () => {
    expect(texts(holidaysIn(dateOf('2027-01-05'), dateOf('2027-01-06')))).toEqual(['2027-01-01 +8'])
    expect(texts(holidaysIn(dateOf('2026-12-20'), dateOf('2027-01-02')))).toEqual(['2027-01-01 +8'])
  })

  it('end before the first working day after them', () => {
    expect(holidaysIn(dateOf('2027-01-09'), dateOf('2027-02-23'))).toEqual([])
    expect(holidaysIn(dateOf('2026-12-31'), dateOf('2027-01-01'))).toEqual([])
  })

  it('of a year after any day include each of the seven at least once, also in a leap year', () => {
    for (let date = dateOf('2027-01-01'); date < dateOf('2029-01-01'); date++) {
      const reasons = new Set(holidaysIn(date, date + 366).map((holiday) => holiday.reason))
      expect(reasons.size).toBe(7)
    }
  })
})
