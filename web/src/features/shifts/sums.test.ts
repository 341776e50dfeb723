import { expect, it } from 'vitest'
import { sumsOf } from './shift-query.ts'

it('Cash in and cash out of a shift are summed separately', () => {
  expect(sumsOf([])).toEqual({ cameIn: 0, wentOut: 0 })
  expect(sumsOf([{ amount: 150_050 }, { amount: -20_000 }, { amount: 1 }, { amount: -5 }])).toEqual({
    cameIn: 150_051,
    wentOut: 20_005,
  })
})
