import { expect, it } from 'vitest'
import { isOnSeveralDays } from './is-on-several-days.ts'

const line = (startsAt: string, endsAt: string) => ({
  startsAt,
  endsAt,
  minutes: 120,
  hourlyRate: 60_000,
  amount: 120_000,
  reason: 'base',
})
const lines = [
  line('2026-12-01T19:00:00.000Z', '2026-12-01T21:00:00.000Z'),
  line('2026-12-01T21:00:00.000Z', '2026-12-01T23:00:00.000Z'),
]

it('The lines of a quote are on several days where midnight of their zone is between them', () => {
  expect(isOnSeveralDays({ lines }, 'Europe/Moscow')).toBe(true)
  expect(isOnSeveralDays({ lines }, 'UTC')).toBe(false)
})
