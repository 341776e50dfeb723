import { expect, it } from 'vitest'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { assertNotPast, nearestDurationMinutes } from './tariff.limits.ts'

const limits = { minMinutes: 30, maxMinutes: 240, stepMinutes: 30, minLeadMinutes: 0, maxAdvanceDays: 365 }

// The clocks of Berlin go forward from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.
it.each([
  ['that begins where the clock goes forward is allowed to staff', '2026-03-29T01:00:00Z', null],
  ['before the clock goes forward is refused', '2026-03-29T00:30:00Z', 'starts_in_past'],
])('at 03:10, a start at the beginning of the step %s', (_, start, code) => {
  const now = Date.parse('2026-03-29T01:10:00Z')
  const context = { now, mayBookRunningStep: true, awaitsApproval: false }
  const check = () => assertNotPast(limits, 'Europe/Berlin', Date.parse(start), context)
  expect(problemCodeOf(check)).toBe(code)
})

it.each([
  [30, 60],
  [75, 90],
  [74, 60],
  [300, 240],
])(
  'of the lengths that are multiples of half an hour, from 45 minutes on, the nearest to %i minutes is %i',
  (minutes, nearest) => expect(nearestDurationMinutes({ ...limits, minMinutes: 45 }, minutes)).toBe(nearest),
)
