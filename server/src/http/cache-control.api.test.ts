import { beforeAll, expect, it } from 'vitest'
import { makeCoworking, password } from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
beforeAll(async () => {
  coworking = await makeCoworking(service)
})

const cacheControlOf = async (...parameters: Parameters<typeof service.request>) =>
  (await service.request(...parameters)).headers['cache-control']

it('responses to a signed-in user are no-store, cached lists, refusals and 304 included', async () => {
  const token = { token: coworking.admin.token }
  // The second reading of the bookings gets the cached response.
  for (const path of [
    'me',
    'me/sessions',
    'me/export',
    'users',
    'bookings',
    'bookings',
    'locations',
    'spaces/none',
  ])
    expect([path, await cacheControlOf('GET', path, token)]).toEqual([path, 'no-store'])
  const { headers } = await service.request('GET', 'bookings', token)
  const again = { ...token, headers: { 'if-none-match': String(headers.etag) } }
  expect(await service.request('GET', 'bookings', again)).toMatchObject({
    status: 304,
    headers: { 'cache-control': 'no-store' },
  })
})

it('responses that contain tokens are no-store also without a session', async () => {
  const who = { email: 'olga@example.com', password, firstName: 'Olga', lastName: 'Petrova' }
  expect(await cacheControlOf('POST', 'auth/register', { body: who })).toBe('no-store')
  const { body, headers } = await service.request('POST', 'auth/login', {
    body: { email: who.email, password },
  })
  expect(headers['cache-control']).toBe('no-store')
  const { refreshToken } = body
  expect(await cacheControlOf('POST', 'auth/refresh', { body: { refreshToken } })).toBe('no-store')
  expect(await cacheControlOf('POST', 'auth/login', { body: { email: who.email, password: 'wrong' } })).toBe(
    'no-store',
  )
  expect(await cacheControlOf('POST', '%61uth/refresh', { body: { refreshToken } })).toBe('no-store')
})

it('public responses are revalidated before they are used again', async () => {
  for (const path of ['locations', 'spaces', `spaces/${coworking.space.id}`])
    expect([path, await cacheControlOf('GET', path)]).toEqual([path, 'no-cache'])
})

it('the 404 of an unknown route is no-store, because a browser that navigates there gets a page', async () => {
  expect([await cacheControlOf('GET', '/bookings'), await cacheControlOf('GET', 'none')]).toEqual([
    'no-store',
    'no-store',
  ])
})
