import { expect, it } from 'vitest'
import { haveSameRights, isConfirmable, losesRights, rightsOf } from './rights.tsx'

const manager = { role: 'manager' as const, locationIds: ['a', 'b'] }
const member = { role: 'member' as const, locationIds: [] }
const admin = { role: 'admin' as const, locationIds: [] }

it.each([
  ['a manager becomes a member', manager, member, true],
  ['an administrator becomes a manager', admin, manager, true],
  ['a manager loses a location', manager, { ...manager, locationIds: ['b'] }, true],
  ['a manager gets a location', manager, { ...manager, locationIds: ['a', 'b', 'c'] }, false],
  ['a manager becomes an administrator', manager, admin, false],
  ['a member becomes a manager', member, manager, false],
])('A confirmation is required only before rights are taken away: %s', (_, before, after, isConfirmed) => {
  expect(losesRights(before, after)).toBe(isConfirmed)
})

it('Rights are unchanged where the role and the set of locations are equal, and only then', () => {
  expect(haveSameRights(manager, { ...manager, locationIds: ['b', 'a'] })).toBe(true)
  expect(haveSameRights(manager, { ...manager, locationIds: ['b'] })).toBe(false)
  expect(haveSameRights(admin, member)).toBe(false)
})

it('The locations of a change of rights are in the order in which the service returns them, in whichever order they were ticked; a member manages none', () => {
  expect(rightsOf('manager', ['b', 'a'])).toEqual(manager)
  expect(rightsOf('member', ['b', 'a'])).toEqual(member)
})

it('The refusal of rights for an unverified email can be confirmed, and the refusal for a missing email cannot', () => {
  expect(isConfirmable('email_unverified', { email: 'anna@example.com' })).toBe(true)
  expect(isConfirmable('email_unverified', { email: null })).toBe(false)
  expect(isConfirmable('last_admin', { email: 'anna@example.com' })).toBe(false)
})
