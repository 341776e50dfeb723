import { beforeAll, describe, expect, it } from 'vitest'
import { unseen } from '../src/db/touch.ts'
import {
  at,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from './factories.ts'
import { useService } from './harness.ts'

const service = useService({ RATE_LIMIT_MAX: '0' })

// Who asks. `own` and `other` are two managers, of the location that the thing is in and of another one.
type Asker = 'nobody' | 'owner' | 'member' | 'own' | 'other' | 'admin'
const askers: Asker[] = ['nobody', 'owner', 'member', 'own', 'other', 'admin']

/** What a call answers to each asker: 'ok' is any 2xx, or a refusal that comes after the question of rights. */
type Row = [call: string, ...answers: (number | 'ok')[]]

// One line a route. `owner` is the member whose booking, wallet or review it is.
const table: Row[] = [
  //                                            nobody  owner member  own  other admin
  ['POST /auth/register', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /auth/login', 401, 401, 401, 401, 401, 401],
  ['POST /auth/refresh', 401, 401, 401, 401, 401, 401],
  ['POST /auth/logout', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /auth/password-reset', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /auth/password-reset/confirm', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /auth/verify-email', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /me', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['PATCH /me', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /me/password', 401, 403, 403, 403, 403, 403],
  ['GET /me/sessions', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['DELETE /me/sessions/:id', 401, 404, 404, 404, 404, 404],
  ['GET /me/export', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /me/wallet', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /me/wallet/entries', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /users', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['GET /users/:id', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['PATCH /users/:id', 401, 403, 403, 403, 403, 'ok'],
  ['DELETE /users/:id', 401, 403, 403, 403, 403, 'ok'],
  ['GET /users/:id/wallet', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['GET /users/:id/wallet/entries', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['POST /users/:id/wallet/entries', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['GET /locations', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /locations', 401, 403, 403, 403, 403, 'ok'],
  ['GET /locations/:id', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['PATCH /locations/:id', 401, 403, 403, 403, 403, 'ok'],
  ['DELETE /locations/:id', 401, 403, 403, 403, 403, 'ok'],
  ['GET /locations/:id/opening-hours', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['PUT /locations/:id/opening-hours', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /locations/:id/closures', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /locations/:id/closures', 401, 403, 403, 'ok', 403, 'ok'],
  ['DELETE /locations/:id/closures/:closureId', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /tariffs', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /tariffs', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /tariffs/:id', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['PATCH /tariffs/:id', 401, 403, 403, 'ok', 403, 'ok'],
  ['DELETE /tariffs/:id', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /spaces', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /spaces', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /spaces/:id', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['PATCH /spaces/:id', 401, 403, 403, 'ok', 403, 'ok'],
  ['DELETE /spaces/:id', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /spaces/:id/availability', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /spaces/:id/reviews', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /spaces/:id/reviews', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /locations/:id/availability', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /availability', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /quotes', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['POST /bookings', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /bookings', 401, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ['GET /bookings/:id', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['PATCH /bookings/:id', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/cancel', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/approve', 401, 403, 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/reject', 401, 403, 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/no-show', 401, 403, 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/check-in', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['POST /bookings/:id/complete', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['DELETE /bookings/:id', 401, 403, 404, 403, 404, 'ok'],
  ['GET /reviews', 401, 403, 403, 'ok', 'ok', 'ok'],
  ['PATCH /reviews/:id', 401, 'ok', 404, 403, 404, 403],
  ['DELETE /reviews/:id', 401, 'ok', 404, 'ok', 404, 'ok'],
  ['POST /reviews/:id/approve', 401, 403, 404, 'ok', 404, 'ok'],
  ['POST /reviews/:id/reject', 401, 403, 404, 'ok', 404, 'ok'],
  ['GET /reports/occupancy', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /reports/revenue', 401, 403, 403, 'ok', 403, 'ok'],
  ['GET /audit', 401, 403, 403, 403, 403, 'ok'],
]

type World = Awaited<ReturnType<typeof makeWorld>>

/** A location with everything in it, its people, and those of another one. */
async function makeWorld() {
  const { admin, location, tariff, space } = await makeCoworking(service)
  const elsewhere = await makeLocation(service, admin, { name: 'Elsewhere' })
  const owner = await makeMember(service, admin)
  const people: Record<Exclude<Asker, 'nobody'>, Person> = {
    owner,
    member: await makeMember(service, admin),
    own: await makePerson(service, 'manager', [location.id]),
    other: await makePerson(service, 'manager', [elsewhere.id]),
    admin,
  }
  const local = { name: 'Local', currency: 'RUB', hourlyRate: 100, locationId: location.id }
  const send = async (path: string, body: object, token = admin.token) =>
    (await service.request('POST', path, { token, body })).body
  const ownTariff = await send('tariffs', local)
  const slot = at('2026-12-02', '10:00', '11:00')
  const booking = await send('bookings', { spaceId: space.id, ...slot }, owner.token)
  const days = { from: '2027-05-01T00:00:00Z', to: '2027-05-02T00:00:00Z' }
  const closure = await send(`locations/${location.id}/closures`, days)
  const reviewed = await makeSpace(service, admin, {
    locationId: location.id,
    tariffId: tariff.id,
    name: 'Reviewed',
  })
  const now = new Date(service.clock.now()).toISOString()
  const reviewId = crypto.randomUUID()
  await unseen(service.deps.db)
    .insertInto('reviews')
    .values({
      id: reviewId,
      spaceId: reviewed.id,
      userId: owner.id,
      rating: 4,
      text: 'Quiet and bright',
      createdAt: now,
      updatedAt: now,
    })
    .execute()
  return { people, location, space, tariff: ownTariff, booking, closure, reviewId, sharedTariff: tariff }
}

/** The thing that `:id` of a route names. */
function idFor(path: string, world: World): string {
  if (path.startsWith('/locations')) return world.location.id
  if (path.startsWith('/tariffs')) return world.tariff.id
  if (path.startsWith('/spaces')) return world.space.id
  if (path.startsWith('/bookings')) return world.booking.id
  if (path.startsWith('/reviews')) return world.reviewId
  if (path.startsWith('/users')) return world.people.owner.id
  return crypto.randomUUID()
}

/** A well-formed body and query, so that the question of rights is reached. */
function inputFor(call: string, world: World): { body?: object; query?: string } {
  const slot = at('2026-12-04', '10:00', '11:00')
  const space = { locationId: world.location.id, tariffId: world.sharedTariff.id, type: 'desk', capacity: 1 }
  const person = {
    email: `x${crypto.randomUUID()}@example.com`,
    password: 'long enough 1',
    firstName: 'A',
    lastName: 'B',
  }
  const bodies: Record<string, object> = {
    'POST /auth/register': person,
    'POST /auth/login': { email: 'nobody@example.com', password: 'x' },
    'POST /auth/refresh': { refreshToken: 'x' },
    'POST /auth/logout': {},
    'POST /auth/password-reset': { email: 'nobody@example.com' },
    'POST /auth/password-reset/confirm': { token: 'x', password: 'long enough 1' },
    'POST /auth/verify-email': { token: 'x' },
    'PATCH /me': { lastName: 'Changed' },
    'POST /me/password': { currentPassword: 'wrong', newPassword: 'long enough 1' },
    'PATCH /users/:id': { lastName: 'Changed' },
    'POST /users/:id/wallet/entries': { kind: 'top_up', amount: 100 },
    'POST /locations': { name: 'New', timeZone: 'Europe/Moscow' },
    'PATCH /locations/:id': { description: 'Changed' },
    'PUT /locations/:id/opening-hours': { weekly: [{ weekday: 1, opens: '00:00', closes: '24:00' }] },
    'POST /locations/:id/closures': { from: '2027-06-01T00:00:00Z', to: '2027-06-02T00:00:00Z' },
    'POST /tariffs': { name: 'New', hourlyRate: 1, locationId: world.location.id },
    'PATCH /tariffs/:id': { name: 'Changed' },
    'POST /spaces': { ...space, name: 'New' },
    'PATCH /spaces/:id': { description: 'Changed' },
    'POST /spaces/:id/reviews': { rating: 5, text: 'Very good indeed' },
    'POST /quotes': { spaceId: world.space.id, ...slot },
    'POST /bookings': { spaceId: world.space.id, ...slot },
    'PATCH /bookings/:id': { title: 'Changed' },
    'POST /bookings/:id/cancel': {},
    'PATCH /reviews/:id': { text: 'Changed my mind' },
  }
  const window = '?from=2026-12-04T07:00:00Z&to=2026-12-04T08:00:00Z'
  const days = `?from=2026-12-01&to=2026-12-07&locationId=${world.location.id}`
  const query = call.includes('availability') ? window : call.includes('/reports') ? days : ''
  const body = bodies[call]
  return { ...(body && { body }), ...(query && { query }) }
}

/** Every route of the live service under the API's prefix, as `METHOD /path`. */
const liveRoutes = (): string[] =>
  Object.entries(service.app.swagger().paths ?? {})
    .filter(([path]) => path.startsWith('/api/v1'))
    .flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map(
        (method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    .sort()

describe('who may call what', () => {
  it('is said in the table for every route there is, and for no other', () => {
    expect(table.map(([call]) => call).sort()).toEqual(liveRoutes())
  })

  describe.each(table)('%s', (call, ...answers) => {
    const [method = '', path = ''] = call.split(' ')
    let shared: World
    beforeAll(async () => {
      shared = await makeWorld()
    })

    it.each(askers.map((asker, index) => [asker, answers[index]] as const))(
      '%s: %s',
      async (asker, expected) => {
        // What was deleted or published for one asker is not the same for the next.
        const isOwn = /^DELETE|approve$/.test(call) && expected === 'ok'
        const world = isOwn ? await makeWorld() : shared
        const { body, query = '' } = inputFor(call, world)
        const url = path.replace(':closureId', world.closure.id).replace(':id', idFor(path, world))
        const token = asker === 'nobody' ? undefined : world.people[asker].token
        const answer = await service.request(method, `/api/v1${url}${query}`, { token, body })
        if (expected === 'ok') expect([401, 403, 404], answer.text).not.toContain(answer.status)
        else expect(answer.status, answer.text).toBe(expected)
      },
    )
  })
})

describe('a manager', () => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld()
  })

  it('neither tops up nor books for itself or other staff', async () => {
    const { own, other } = world.people
    const topUp = (id: string) =>
      service.request('POST', `users/${id}/wallet/entries`, {
        token: own.token,
        body: { kind: 'top_up', amount: 1 },
      })
    expect((await topUp(own.id)).status).toBe(403)
    expect((await topUp(other.id)).status).toBe(404)
    const body = { spaceId: world.space.id, ...at('2026-12-07', '10:00', '11:00'), userId: other.id }
    expect((await service.request('POST', 'bookings', { token: own.token, body })).status).toBe(404)
  })

  it('of another location sees of an entry the amount, but neither booking nor memo', async () => {
    const path = `users/${world.people.owner.id}/wallet/entries?kind=charge`
    const seen = await service.request('GET', path, { token: world.people.other.token })
    expect(seen.body.items[0]).toMatchObject({ amount: -60_000, bookingId: null, memo: null })
    const own = await service.request('GET', path, { token: world.people.own.token })
    expect(own.body.items[0].bookingId).toBe(world.booking.id)
  })

  it('does not see the unpublished spaces of another location', async () => {
    const { people, space } = world
    await service.request('PATCH', `spaces/${space.id}`, {
      token: people.admin.token,
      body: { isActive: false },
    })
    expect((await service.request('GET', `spaces/${space.id}`, { token: people.other.token })).status).toBe(
      404,
    )
    expect(
      (await service.request('PATCH', `spaces/${space.id}`, { token: people.other.token, body: {} })).status,
    ).toBe(404)
    expect((await service.request('GET', `spaces/${space.id}`, { token: people.own.token })).status).toBe(200)
  })
})
