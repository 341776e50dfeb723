import { expect, it } from 'vitest'
import { hasBookableSpace, isOffered } from './checklist.tsx'

it('A location that is not open for booking is not offered, even with hours and a space', () => {
  const complete = { hasOpeningHours: true, activeSpaces: 1 }
  expect(isOffered({ ...complete, isActive: true })).toBe(true)
  expect(isOffered({ ...complete, isActive: false })).toBe(false)
  expect(isOffered({ hasOpeningHours: true, activeSpaces: 0, isActive: true })).toBe(false)
})

it('A space that is open for booking counts only where its tariff is active', () => {
  const tariffs = [
    { id: 'old', isActive: false },
    { id: 'day', isActive: true },
  ]
  expect(hasBookableSpace([{ isActive: true, tariffId: 'day' }], tariffs)).toBe(true)
  expect(hasBookableSpace([{ isActive: true, tariffId: 'old' }], tariffs)).toBe(false)
  expect(hasBookableSpace([{ isActive: false, tariffId: 'day' }], tariffs)).toBe(false)
})
