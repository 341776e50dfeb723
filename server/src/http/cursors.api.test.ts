import { afterAll, beforeAll, expect, it } from 'vitest'
import { create } from '../../../testing/coworking.ts'
import {
  at,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  tokenOf,
  topUp,
  travelTo,
} from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { operationsOf } from '../../../testing/operations.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'

const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)
let admin: Person
let member: Person
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let otherLocationId: string
let shiftId: string

const post = (path: string, body: object, person = admin) => create(service, person.token, path, body)
const get = (path: string) => service.request('GET', path, { token: admin.token })

/** Makes two rows of every list that the administrator reads. */
beforeAll(async () => {
  coworking = await makeCoworking(service)
  admin = coworking.admin
  const ids = { locationId: coworking.location.id, tariffId: coworking.tariff.id }
  await makeTariff(service, admin)
  await makeSpace(service, admin, ids)
  otherLocationId = (await makeCoworking(service)).location.id
  await tokenOf(service, admin.id)
  const manager = await makePerson(service, 'manager', [ids.locationId])
  shiftId = (await post(`locations/${ids.locationId}/shifts`, { float: 0 })).id
  await post(`locations/${ids.locationId}/shifts`, { float: 0 }, manager)
  member = await makeMember(service, admin)
  await topUp(service, admin, member.id, 100)
  const otherAdmin = await makePerson(service, 'admin')
  for (const amount of [1_000, 2_000]) {
    await topUp(service, otherAdmin, admin.id, amount)
    await post('payments', { amount: 10_000 })
  }
  for (const locationId of [ids.locationId, otherLocationId])
    for (const day of [24, 25])
      await post(`locations/${locationId}/closures`, {
        from: `2026-12-${day}T10:00:00Z`,
        to: `2026-12-${day}T12:00:00Z`,
      })
  const authors = [member, await makeMember(service, admin)]
  for (const [index, author] of authors.entries())
    await makeBooking(service, author, {
      spaceId: coworking.space.id,
      ...at('2026-12-02', `1${index}:00`, `1${index}:30`),
    })
  await travelTo(service, '2026-12-02T12:00:00Z', admin, ...authors)
  for (const author of authors) {
    const { id } = await post(`spaces/${coworking.space.id}/reviews`, { rating: 4, text: 'Quiet' }, author)
    await post(`reviews/${id}/approve`, {})
  }
})

/** The URL of each list that has cursors, with the parameters that the list requires. */
function lists(): string[] {
  const operations = operationsOf(service.app).filter(({ parameters }) =>
    parameters?.some(({ name }) => name === 'cursor'),
  )
  return operations.map(({ path }) => {
    const filled = path
      .replace('users/{id}', `users/${member.id}`)
      .replace('spaces/{id}', `spaces/${coworking.space.id}`)
      .replace('shifts/{id}', `shifts/${shiftId}`)
      .replace('{id}', coworking.location.id)
    const window = 'from=2026-12-03T10:00:00Z&to=2026-12-03T11:00:00Z'
    return `${filled}?${path.endsWith('/availability') ? `${window}&` : ''}`
  })
}

async function cursorOf(list: string): Promise<string> {
  const { status, body } = await get(`${list}limit=1`)
  const remedy = `${list} needs two rows that the administrator sees: make them in \`beforeAll\` of server/src/http/cursors.api.test.ts; a list of an object that is no location also needs the object's id in \`lists()\` there`
  expect([status, body?.nextCursor], remedy).toEqual([200, expect.any(String)])
  return body.nextCursor
}

it('the cursor of a list is refused by every other list', async () => {
  expect(lists().length).toBeGreaterThan(15)
  for (const list of lists()) {
    const cursor = await cursorOf(list)
    for (const other of lists()) {
      const response = await get(`${other}cursor=${cursor}`)
      if (other === list) expect(response.status, list).toBe(200)
      else
        expect([response.status, response.body.errors?.[0].path], `${list} ${other}`).toEqual([
          400,
          '/cursor',
        ])
    }
  }
})

it('the cursor of a list of one location is refused by the same list of another location', async () => {
  const ofLocation = lists().filter((list) => list.includes(coworking.location.id))
  expect(ofLocation.length).toBeGreaterThan(2)
  for (const list of ofLocation) {
    const other = list.replace(coworking.location.id, otherLocationId)
    const response = await get(`${other}cursor=${await cursorOf(list)}`)
    const remedy = `${list} accepts the cursor of another location: the \`list\` that its service gives to fetchPage must contain the location's id`
    expect([response.status, response.body.errors?.[0].path], remedy).toEqual([400, '/cursor'])
  }
})

it('an invalid cursor is refused also where a list is empty for this user', async () => {
  const tariffs = 'tariffs?isActive=false&withTotal=true'
  for (const list of ['locations?isActive=false', 'spaces?isActive=false', tariffs])
    for (const token of [undefined, member.token])
      expect(await service.request('GET', `${list}&cursor=x`, { token }), list).toMatchObject({
        status: 400,
        body: { errors: [{ path: '/cursor' }] },
      })
  expect((await service.request('GET', tariffs)).body).toEqual({ items: [], nextCursor: null, total: 0 })
})
