import { expect, it } from 'vitest'
import { isOffered } from './checklist.tsx'
import { inUseFirst } from './space-dialog.tsx'

it('A new space gets a tariff that is in use where there is one', () => {
  const old = { name: 'A', isActive: false }
  const [day, night] = [
    { name: 'B', isActive: true },
    { name: 'C', isActive: true },
  ]
  expect(inUseFirst([old, day, night])).toEqual([day, night, old])
  expect(inUseFirst([old])).toEqual([old])
})

it('A location that is not open for booking is not offered, even with hours and a space', () => {
  const complete = { hasOpeningHours: true, activeSpaces: 1 }
  expect(isOffered({ ...complete, isActive: true })).toBe(true)
  expect(isOffered({ ...complete, isActive: false })).toBe(false)
  expect(isOffered({ hasOpeningHours: true, activeSpaces: 0, isActive: true })).toBe(false)
})
