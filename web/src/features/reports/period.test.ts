import { describe, expect, it } from 'vitest'
import { chosenDays, isTooLong, periodBetween, periodOf } from './period.ts'

describe('periodOf', () => {
  it.each([
    ['week', '2026-12-06', '2026-11-30', '2026-12-06'],
    ['week', '2026-12-07', '2026-12-07', '2026-12-13'],
    ['month', '2027-02-14', '2027-02-01', '2027-02-28'],
    ['month', '2028-02-29', '2028-02-01', '2028-02-29'],
    ['lastMonth', '2027-01-31', '2026-12-01', '2026-12-31'],
    ['lastMonth', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['days30', '2026-12-30', '2026-12-01', '2026-12-30'],
    ['year', '2026-06-15', '2026-01-01', '2026-12-31'],
  ] as const)('The preset %s on %s is the period from %s to %s', (preset, today, from, to) => {
    expect(periodOf(preset, today)).toEqual({ from, to })
  })
})

describe('chosenDays', () => {
  it('are the days of the address, each in its place, also where the end is before the start', () => {
    const days = { from: '2026-11-01', to: '2026-11-30' }
    expect(chosenDays(days, '2026-12-10')).toEqual(days)
    expect(periodBetween(days)).toEqual(days)
    const turned = { from: days.to, to: days.from }
    expect(chosenDays(turned, '2026-12-10')).toEqual(turned)
    expect(periodBetween(turned)).toEqual(days)
  })

  it('are the last thirty days where the address has not two valid days', () => {
    const defaultPeriod = { from: '2026-11-11', to: '2026-12-10' }
    expect(chosenDays({}, '2026-12-10')).toEqual(defaultPeriod)
    expect(chosenDays({ from: 'x', to: '2026-12-01' }, '2026-12-10')).toEqual(defaultPeriod)
    expect(chosenDays({ from: '2026-13-01', to: '2026-12-01' }, '2026-12-10')).toEqual(defaultPeriod)
  })
})

it('A period of more than 1,830 days is too long', () => {
  expect(isTooLong({ from: '2021-01-01', to: '2026-01-04' })).toBe(false)
  expect(isTooLong({ from: '2021-01-01', to: '2026-01-05' })).toBe(true)
})
