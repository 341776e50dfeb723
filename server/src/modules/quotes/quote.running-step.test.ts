import { expect, it } from 'vitest'
import { problemCodeOf } from '../../../../testing/refusals.ts'
import { assertBookable } from './quote.service.ts'
import type { LocationAndTariff } from './quote.terms.ts'

const limits = { minMinutes: 240, maxMinutes: 480, stepMinutes: 240, minLeadMinutes: 0, maxAdvanceDays: 365 }
const terms = {
  location: { timeZone: 'Europe/Berlin', isActive: true },
  tariff: { ...limits, isActive: true },
} as LocationAndTariff
const ms = (text: string) => Date.parse(text)

it.each([
  ['four hours, which are over, is refused', '03:00', 'starts_in_past'],
  ['eight hours is allowed', '07:00', null],
])(
  'Where the running step lasts five hours, because one repeats, a booking from its beginning for %s',
  (_, end, code) => {
    const during = { start: ms('2026-10-25T00:00:00+02:00'), end: ms(`2026-10-25T${end}:00+01:00`) }
    const context = { now: ms('2026-10-25T03:30:00+01:00'), mayBookRunningStep: true, awaitsApproval: false }
    expect(problemCodeOf(() => assertBookable(terms, during, context, true))).toBe(code)
  },
)
