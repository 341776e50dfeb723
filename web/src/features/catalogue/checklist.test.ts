import { expect, it } from 'vitest'
import { isOffered } from './checklist.tsx'

it('A location that is not open for booking is not offered, even with hours and a space', () => {
  const complete = { hasOpeningHours: true, activeSpaces: 1 }
  expect(isOffered({ ...complete, isActive: true })).toBe(true)
  expect(isOffered({ ...complete, isActive: false })).toBe(false)
  expect(isOffered({ hasOpeningHours: true, activeSpaces: 0, isActive: true })).toBe(false)
})
