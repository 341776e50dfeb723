import { expect, it } from 'vitest'
import { changeableDetails } from './changeable-details.ts'

const added = {
  id: 'anna',
  role: 'member' as const,
  email: 'anna@example.com',
  emailVerified: false,
  hasPassword: false,
  mergedInto: null,
}
const admin = { id: 'olga', role: 'admin' as const }
const manager = { id: 'boris', role: 'manager' as const }

it.each([
  ['an administrator, all details of a person whom staff have added', admin, added, 'all'],
  ['a manager, all details of a member whom staff have added', manager, added, 'all'],
  ['a manager, none of other staff', manager, { ...added, role: 'manager' as const }, null],
  [
    'an administrator, not the email of a person with a password',
    admin,
    { ...added, hasPassword: true },
    'all but the email',
  ],
  ['an administrator, not a verified email', admin, { ...added, emailVerified: true }, 'all but the email'],
  ['a manager, none of a person with a password', manager, { ...added, hasPassword: true }, null],
  ['a manager, none where the email is verified', manager, { ...added, emailVerified: true }, null],
  ['nobody, those of a closed account', admin, { ...added, mergedInto: 'other' }, null],
  ['nobody, the own ones, which are in the profile', { ...admin, id: 'anna' }, added, null],
  ['nobody, where nobody is signed in', null, added, null],
])('Who may change what: %s', (_, reader, person, details) => {
  expect(changeableDetails(reader, person)).toBe(details)
})
