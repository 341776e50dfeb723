import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { create } from '../../../testing/coworking.ts'
import {
  at,
  type Coworking,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
  travelTo,
} from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { operationsOf } from '../../../testing/operations.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'

const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)
let admin: Person
let manager: Person
/** The values of each filter: the rows of the first two are requested together, and there are further rows. */
const values: Record<string, [string, string]> = {}
const ids: Record<string, string> = {}

const post = (path: string, body: object, token = admin.token) => create(service, token, path, body)

beforeAll(async () => {
  const types = ['desk', 'meeting_room', 'phone_booth']
  const coworkings = []
  for (const type of types) coworkings.push(await makeCoworking(service, { space: { type } }))
  const [first, second] = coworkings as [Coworking, Coworking]
  admin = first.admin
  manager = await makePerson(service, 'manager', [first.location.id])
  const members: Person[] = []
  for (const { location, space, tariff } of coworkings) {
    await post('tariffs', { locationId: location.id, name: 'Own', hourlyRate: 100 })
    const member = await makeMember(service, admin)
    members.push(member)
    const times = at('2026-12-02', '10:00', '11:00')
    await makeBooking(service, member, { spaceId: space.id, ...times })
    await post('payments', { amount: 10_000 }, member.token)
    const room = await post('spaces', {
      ...{ locationId: first.location.id, tariffId: tariff.id },
      ...{ name: 'Room', type: 'event_space', capacity: 9 },
    })
    await post(`locations/${first.location.id}/closures`, {
      spaceId: room.id,
      from: '2026-12-24T10:00:00Z',
      to: '2026-12-24T12:00:00Z',
    })
    ids[`room${members.length}`] = room.id
  }
  for (const person of [admin, manager, second.admin])
    await post(`locations/${first.location.id}/shifts`, { float: 0 }, person.token)
  const [one, other, last] = members as [Person, Person, Person]
  for (const [kind, amount, currency] of [
    ['top_up', 100, 'EUR'],
    ['adjustment', 100, 'USD'],
  ] as const)
    await post(`users/${one.id}/wallet/entries`, { kind, amount, currency }, second.admin.token)
  await travelTo(service, '2026-12-02T12:00:00Z', admin, manager, one, other, last)
  for (const [index, { space }] of coworkings.entries()) {
    const author = members[index] as Person
    const review = await post(`spaces/${space.id}/reviews`, { rating: 4, text: 'Quiet' }, author.token)
    if (index < 2) await post(`reviews/${review.id}/${index === 0 ? 'approve' : 'reject'}`, {})
  }
  const later = { spaceId: first.space.id, ...at('2026-12-20', '10:00', '11:00') }
  const { id } = await makeBooking(service, last, later)
  await changeStatus(service, last, 'cancel', id)
  await makeBooking(service, last, later)
  ids.location = first.location.id
  ids.user = one.id
  values.locationId = [first.location.id, second.location.id]
  values.spaceId = [first.space.id, second.space.id]
  values.closedSpaceId = [ids.room1 as string, ids.room2 as string]
  values.userId = [one.id, other.id]
  values.cashierId = [admin.id, manager.id]
  values.actorId = [admin.id, second.admin.id]
  values.entityId = [first.space.id, second.space.id]
})

const offers = 'from=2026-12-04T10:00:00%2B03:00&to=2026-12-04T11:00:00%2B03:00'

/** Each list, with its filters and two values of each, or the name of two values in `values`. */
const filters: [operation: string, path: string, filter: string, values: [string, string] | string][] = [
  ['listBookings', 'bookings?', 'locationId', 'locationId'],
  ['listBookings', 'bookings?sort=-createdAt&', 'locationId', 'locationId'],
  ['listBookings', 'bookings?from=2026-12-01T00:00:00Z&', 'locationId', 'locationId'],
  ['listBookings', 'bookings?', 'spaceId', 'spaceId'],
  ['listBookings', 'bookings?sort=totalPrice&', 'spaceId', 'spaceId'],
  ['listBookings', 'bookings?', 'userId', 'userId'],
  ['listBookings', 'bookings?sort=-createdAt&', 'userId', 'userId'],
  ['listBookings', 'bookings?', 'status', ['confirmed', 'cancelled']],
  ['listSpaces', 'spaces?', 'locationId', 'locationId'],
  ['listSpaces', 'spaces?', 'type', ['desk', 'meeting_room']],
  ['listTariffs', 'tariffs?', 'locationId', 'locationId'],
  ['listAvailability', `availability?${offers}&`, 'locationId', 'locationId'],
  ['listAvailability', `availability?${offers}&`, 'type', ['desk', 'meeting_room']],
  ['listReviews', 'reviews?', 'locationId', 'locationId'],
  ['listReviews', 'reviews?', 'spaceId', 'spaceId'],
  ['listReviews', 'reviews?', 'status', ['approved', 'rejected']],
  ['listPayments', 'payments?', 'userId', 'userId'],
  ['listAuditEvents', 'audit?', 'actorId', 'actorId'],
  ['listAuditEvents', 'audit?', 'entity', ['space', 'tariff']],
  ['listAuditEvents', 'audit?', 'entityId', 'entityId'],
  ['listClosures', 'locations/{location}/closures?', 'spaceId', 'closedSpaceId'],
  ['listShifts', 'locations/{location}/shifts?', 'userId', 'cashierId'],
  ['listEntries', 'users/{user}/wallet/entries?', 'kind', ['top_up', 'adjustment']],
  ['listEntries', 'users/{user}/wallet/entries?', 'currency', ['EUR', 'USD']],
  ['listUsers', 'users?', 'role', ['manager', 'admin']],
]

/** All rows have one value; or the filter and its SQL are those of another list of the table. */
const untested = [
  'listPayments status',
  'listMyPayments status',
  'listMyEntries kind',
  'listMyEntries currency',
]

const parametersOfLists = () =>
  operationsOf(service.app)
    .filter(({ parameters }) => parameters?.some(({ name }) => name === 'cursor'))
    .flatMap(({ operationId, parameters = [] }) =>
      parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => ({ operationId, name, schema })),
    )

/** The ids of the rows of all pages; those of the spaces for offers. */
async function idsOf(path: string, token: string): Promise<string[]> {
  const found: string[] = []
  let cursor = ''
  do {
    const { status, body, text } = await service.request('GET', `${path}&limit=1${cursor}`, { token })
    expect(status, text).toBe(200)
    found.push(...body.items.map((item: { id?: string; space: { id: string } }) => item.id ?? item.space.id))
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
  } while (cursor !== '')
  return found
}

describe('a filter of a list', () => {
  it('may repeat, where it names values', () => {
    const single = parametersOfLists().filter(
      ({ name, schema }) =>
        schema.type === 'string' &&
        schema.format !== 'date-time' &&
        !['cursor', 'sort', 'include', 'search'].includes(name),
    )
    expect(single, 'make them `Repeated` (server/src/http/schema.ts)').toEqual([])
  })

  it('is tested below, where it may repeat and means any of its values', () => {
    const repeated = parametersOfLists()
      .filter(({ name, schema }) => schema.type === 'array' && name !== 'amenities')
      .map(({ operationId, name }) => `${operationId} ${name}`)
    const tested = filters.map(([operation, , filter]) => `${operation} ${filter}`)
    expect(new Set(repeated)).toEqual(new Set([...tested, ...untested]))
  })

  it.each(filters)('%s: %s%s means any of its values, in any order', async (_, path, filter, given) => {
    const list = path.replace(/\{(\w+)\}/, (_, name) => String(ids[name]))
    const [one, other] = typeof given === 'string' ? (values[given] as [string, string]) : given
    const idsWith = (...chosen: string[]) =>
      idsOf(`${list}${chosen.map((value) => `${filter}=${value}`).join('&')}`, admin.token)
    const [ofOne, ofOther, all] = [await idsWith(one), await idsWith(other), await idsWith()]
    const ofBoth = await idsWith(one, other)
    const union = new Set([...ofOne, ...ofOther])
    expect(Math.min(ofOne.length, ofOther.length)).toBeGreaterThan(0)
    expect(all.length).toBeGreaterThan(union.size)
    expect(union.size).toBeGreaterThan(Math.max(ofOne.length, ofOther.length))
    expect(ofBoth).toEqual(all.filter((id) => union.has(id)))
    expect(await idsWith(other, one)).toEqual(ofBoth)
    expect(await idsWith(one, one)).toEqual(ofOne)
  })

  it('has a cursor that does not depend on the order of its values', async () => {
    const [one, other] = values.locationId as [string, string]
    const path = `bookings?limit=1&locationId=${one}&locationId=${other}`
    const { body } = await service.request('GET', path, { token: admin.token })
    const next = `bookings?limit=1&locationId=${other}&locationId=${one}&cursor=${body.nextCursor}`
    expect((await service.request('GET', next, { token: admin.token })).status).toBe(200)
  })

  it.each(['bookings', 'reviews'])(
    'shows a manager only what the manager may see of several locations: %s',
    async (list) => {
      const [own, other] = values.locationId as [string, string]
      const listed = await idsOf(`${list}?locationId=${own}&locationId=${other}`, manager.token)
      expect(listed).toEqual(await idsOf(`${list}?locationId=${own}`, admin.token))
    },
  )

  it('has at most 100 values', async () => {
    const [id] = values.spaceId as [string, string]
    const read = (count: number) =>
      service.request('GET', `bookings?${`spaceId=${id}&`.repeat(count)}`, { token: admin.token })
    expect((await read(100)).status).toBe(200)
    expect(await read(101)).toMatchObject({
      status: 400,
      body: { errors: [{ path: '/spaceId', message: 'must have at most 100 items' }] },
    })
  })
})
