import { expect, it } from 'vitest'
import { firstFreeStart } from './first-free-start.ts'

const hour = 3_600_000
const range = (start: number, end: number) => ({ start: start * hour, end: end * hour })
const steps = { zone: 'UTC', stepMs: hour / 2, minLengthMs: hour / 2 }

it.each([
  { name: 'the requested start where it is free', from: 12, free: [range(10, 20)], start: 12 },
  { name: 'the opening where the location is closed', from: 7, free: [range(10, 20)], start: 10 },
  { name: 'the next step of a free time', from: 7, free: [range(10.2, 20)], start: 10.5 },
  {
    name: 'the next day where today is too short',
    from: 17,
    free: [range(10, 20), range(34, 44)],
    start: 34,
  },
  { name: 'null where nothing is free', from: 12, free: [], start: null },
])('The first start of four hours is $name', ({ from, free, start }) => {
  expect(firstFreeStart(free, { from: from * hour, steps, minutes: 240 })).toBe(
    start === null ? null : start * hour,
  )
})
