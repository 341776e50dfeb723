import { expect, it } from 'vitest'
import { nextParameter, signInParameters, textParameters } from './search-parameters.ts'

it('The address keeps the parameters of its page as text, also digits, and nothing else', () => {
  const address = { search: 79211234567, role: 'member', blocked: true, tab: 'prices' }
  expect(textParameters('search', 'role', 'blocked')(address)).toEqual({
    search: '79211234567',
    role: 'member',
  })
})

it.each([
  ['/bookings', { next: '/bookings' }],
  ['//evil.example', {}],
  ['/\\evil.example', {}],
  ['/\t/evil.example', {}],
  ['/\n\\evil.example', {}],
  ['https://evil.example', {}],
  [7, {}],
])('The page after a sign-in may be %s only where that is a path of the app', (next, kept) => {
  expect(nextParameter({ next })).toEqual(kept)
})

it.each([
  [{ pathname: '/', searchStr: '', search: {} }, {}],
  [{ pathname: '/', searchStr: '?people=6', search: {} }, { next: '/?people=6' }],
  [{ pathname: '/sign-in', searchStr: '?next=%2Fwallet', search: { next: '/wallet' } }, { next: '/wallet' }],
])('A sign-in from %j leads back to the search, or to the page that needs it: %j', (address, parameters) => {
  expect(signInParameters(address)).toEqual(parameters)
})
