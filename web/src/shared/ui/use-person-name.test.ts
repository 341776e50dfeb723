import { expect, it } from 'vitest'
import { isDeletedPerson } from './use-person-name.ts'

it('The name of a deleted account is that which the service stores, and no other', () => {
  expect(isDeletedPerson({ firstName: 'Deleted', lastName: 'user' })).toBe(true)
  expect(isDeletedPerson({ firstName: 'Deleted', lastName: 'Orlova' })).toBe(false)
})
