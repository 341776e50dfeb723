import { createMemoryHistory } from '@tanstack/react-router'
import { expect, it } from 'vitest'
import { makeRouter } from './router.tsx'

it.each([
  ['/?view=x&date=abc&minutes=abc&time=99:99&kind=x&maxPrice=[1]', {}],
  ['/?maxPrice=500&view=day', { maxPrice: '500', view: 'day' }],
  ['/sign-in?next=//host', {}],
  ['/sign-in?next=https://example.org/x', {}],
  ['/sign-up?next=javascript:alert(1)', {}],
  ['/sign-in?next=/wallet', { next: '/wallet' }],
  ['/bookings?tab=x&paid=7', {}],
  ['/payment?ref=[1]', {}],
  ['/staff/members?search={"a":1}&role=admin', { role: 'admin' }],
])('A page at %s gets only the parameters that it accepts', (address, search) => {
  const router = makeRouter(createMemoryHistory({ initialEntries: [address] }))
  expect(router.matchRoutes(router.latestLocation).at(-1)?.search).toEqual(search)
})
