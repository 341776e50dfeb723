import { expect } from 'vitest'
import {
  at,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from '../../testing/factories.ts'
import type { TestService } from '../../testing/harness.ts'
import type { Operation } from '../../testing/operations.ts'
import { withoutInvalidation } from '../src/db/invalidate.ts'

// The people who send the requests; `nobody` is not signed in. `owner` is the member to whom the tested object
// belongs, `manager` runs its location, and `otherManager` runs another location.
export type ActorName = 'nobody' | 'owner' | 'member' | 'manager' | 'otherManager' | 'admin'

export type RightsFixture = Awaited<ReturnType<typeof makeRightsFixture>>

/** Makes a location with an object of each kind, and the actors, among them the manager of another location. */
export async function makeRightsFixture(service: TestService) {
  const { admin, location, tariff, space } = await makeCoworking(service)
  const elsewhere = await makeLocation(service, admin, { name: 'Elsewhere' })
  const owner = await makeMember(service, admin)
  const users: Record<Exclude<ActorName, 'nobody'>, Person> = {
    owner,
    member: await makeMember(service, admin),
    manager: await makePerson(service, 'manager', [location.id]),
    otherManager: await makePerson(service, 'manager', [elsewhere.id]),
    admin,
  }
  const local = { name: 'Local', currency: 'RUB', hourlyRate: 100, locationId: location.id }
  const send = async (path: string, body: object, token = admin.token) => {
    const response = await service.request('POST', path, { token, body })
    if (response.status !== 201)
      throw new Error(
        `POST ${path} answers ${response.status} ${response.body.code}: correct this request in makeRightsFixture of server/test/rights-fixture.ts, or remove it there if the route no longer exists, with the .replace of its second id in pathOf and its bodies in bodiesFor there`,
      )
    return response.body
  }
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
  await withoutInvalidation(service.deps.db)
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
  const paymentId = crypto.randomUUID()
  await withoutInvalidation(service.deps.db)
    .insertInto('payments')
    .values({
      id: paymentId,
      userId: owner.id,
      amount: 100,
      currency: 'RUB',
      provider: 'yookassa',
      status: 'failed',
      askedAt: now,
      dueAt: now,
      createdAt: now,
      finishedAt: now,
    })
    .execute()
  const cashier = await makePerson(service, 'manager', [location.id])
  const shift = await send(`locations/${location.id}/shifts`, { float: 100 }, cashier.token)
  return {
    paymentId,
    shiftId: shift.id,
    users,
    location,
    elsewhere,
    space,
    tariff: ownTariff,
    booking,
    closure,
    reviewId,
    sharedTariff: tariff,
  }
}

/** The id that replaces `:id` in a route. */
function idFor(path: string, fixture: RightsFixture): string {
  if (path.startsWith('/locations')) return fixture.location.id
  if (path.startsWith('/tariffs')) return fixture.tariff.id
  if (path.startsWith('/spaces')) return fixture.space.id
  if (path.startsWith('/bookings')) return fixture.booking.id
  if (path.startsWith('/reviews')) return fixture.reviewId
  if (path.startsWith('/payments')) return fixture.paymentId
  if (path.startsWith('/shifts')) return fixture.shiftId
  if (path.startsWith('/users')) return fixture.users.owner.id
  if (path.startsWith('/me/sessions')) return crypto.randomUUID()
  throw new Error(
    `idFor in server/test/rights-fixture.ts does not say which id stands in ${path}: add a line there`,
  )
}

/** Valid bodies by call, so that a request reaches the check of rights. */
export function bodiesFor(fixture: RightsFixture): Record<string, object> {
  const slot = at('2026-12-04', '10:00', '11:00')
  const space = {
    locationId: fixture.location.id,
    tariffId: fixture.sharedTariff.id,
    type: 'desk',
    capacity: 1,
  }
  const person = {
    email: `x${crypto.randomUUID()}@example.com`,
    password: 'long enough 1',
    firstName: 'A',
    lastName: 'B',
  }
  return {
    'POST /auth/register': person,
    'POST /auth/login': { email: 'nobody@example.com', password: 'x' },
    'POST /auth/refresh': { refreshToken: 'x' },
    'POST /auth/logout': {},
    'POST /auth/password-reset': { email: 'nobody@example.com' },
    'POST /auth/password-reset/confirm': { token: 'x', password: 'long enough 1' },
    'POST /auth/verify-email': { token: 'x' },
    'PATCH /me': { lastName: 'Changed' },
    'POST /me/password': { currentPassword: 'wrong', newPassword: 'long enough 1' },
    'POST /locations/:id/shifts': { float: 100 },
    'POST /shifts/:id/close': { counted: 100 },
    'POST /users': { firstName: 'A', lastName: 'B', phone: '+79211234567' },
    'PATCH /users/:id': { lastName: 'Changed' },
    'POST /users/:id/merge': { into: fixture.users.member.id },
    'POST /users/:id/wallet/entries': { kind: 'top_up', amount: 100 },
    'POST /payments': { amount: 100 },
    'POST /payments/:id/refunds': { amount: 100 },
    'POST /locations': { name: 'New', timeZone: 'Europe/Moscow' },
    'PATCH /locations/:id': { description: 'Changed' },
    'PUT /locations/:id/opening-hours': { weekly: [{ weekday: 1, opens: '00:00', closes: '24:00' }] },
    'POST /locations/:id/closures': { from: '2027-06-01T00:00:00Z', to: '2027-06-02T00:00:00Z' },
    'POST /tariffs': { name: 'New', hourlyRate: 1, locationId: fixture.location.id },
    'PATCH /tariffs/:id': { name: 'Changed' },
    'POST /spaces': { ...space, name: 'New' },
    'PATCH /spaces/:id': { description: 'Changed' },
    'POST /spaces/:id/reviews': { rating: 5, text: 'Very good indeed' },
    'POST /quotes': { spaceId: fixture.space.id, ...slot },
    'POST /quotes/preview': {
      locationId: fixture.location.id,
      tariff: { name: 'New', hourlyRate: 1 },
      ...slot,
    },
    'POST /bookings': { spaceId: fixture.space.id, ...slot },
    'PATCH /bookings/:id': { title: 'Changed' },
    'POST /bookings/:id/cancel': {},
    'POST /bookings/:id/pay': {},
    'PATCH /reviews/:id': { text: 'Changed my mind' },
  }
}

/** A valid body and query. */
function inputFor(call: string, fixture: RightsFixture): { body?: object; query?: string } {
  const window = '?from=2026-12-04T07:00:00Z&to=2026-12-04T08:00:00Z'
  const days = `?from=2026-12-01&to=2026-12-07&locationId=${fixture.location.id}`
  const query = call.includes('availability') ? window : call.includes('/reports') ? days : ''
  const body = bodiesFor(fixture)[call]
  return { ...(body && { body }), ...(query && { query }) }
}

/** A route as the table of rights names it: `METHOD /path`, without the API's prefix. */
export const callOf = ({ method, path }: Operation): string =>
  `${method} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`

/** The path of this route with the ids of a fixture. */
function pathOf(call: string, fixture: RightsFixture): string {
  const [, path = ''] = call.split(' ')
  const url = path.replace(':closureId', fixture.closure.id).replace(':id', () => idFor(path, fixture))
  const otherId = url.match(/:\w+/)?.[0]
  if (otherId)
    throw new Error(
      `${otherId} of ${call} is not replaced: add .replace('${otherId}', fixture.<object>.id) to \`url\` in server/test/rights-fixture.ts, before that of ':id', and make that object in makeRightsFixture there`,
    )
  return url
}

/** The paths of a route with several ids, of which the first ones are those of one fixture and the others those of another fixture. */
export function pathsWithOtherParent(
  call: string,
  parents: RightsFixture,
  children: RightsFixture,
): string[] {
  const [ofParents, ofChildren] = [pathOf(call, parents).split('/'), pathOf(call, children).split('/')]
  const [, ...positions] = call
    .split('/')
    .flatMap((part, position) => (part.startsWith(':') ? [position] : []))
  return positions.map((position) =>
    [...ofParents.slice(0, position), ...ofChildren.slice(position)].join('/'),
  )
}

/**
 * Sends a valid request of this route; `fields` are added to its body, and `path` replaces the path with the ids of the fixture. Fails where
 * the request is invalid.
 */
export async function sendCall(
  service: TestService,
  call: string,
  fixture: RightsFixture,
  token: string | undefined,
  { fields = {}, path = pathOf(call, fixture) }: { fields?: object; path?: string } = {},
) {
  const [method = ''] = call.split(' ')
  const { body, query = '' } = inputFor(call, fixture)
  const input = body && { body: { ...body, ...fields } }
  const response = await service.request(method, `/api/v1${path}${query}`, { token, ...input })
  expect(
    ['malformed_json', 'validation_failed'],
    `give ${call} a valid body or query in inputFor of server/test/rights-fixture.ts: ${response.text}`,
  ).not.toContain(response.body?.code)
  return response
}
