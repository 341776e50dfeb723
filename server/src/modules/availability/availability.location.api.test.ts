import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

// The clock stands at Tuesday 2026-12-01, 09:00 in Moscow.
const service = useService()
let admin: Person
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin)
})

const window = 'from=2026-12-02T00:00:00%2B03:00&to=2026-12-03T00:00:00%2B03:00'
const get = (path: string) => service.request('GET', path)

describe('the availability of a location', () => {
  it('has for every active space, by name, the response of a request for that space alone', async () => {
    const { location, tariff, space } = await makeCoworking(service, {
      location: {
        weekly: [
          { weekday: 3, opens: '09:00', closes: '13:00' },
          { weekday: 3, opens: '14:00', closes: '24:00' },
        ],
      },
      space: { name: 'B', bufferBeforeMinutes: 15, bufferAfterMinutes: 30 },
    })
    const ids = { locationId: location.id, tariffId: tariff.id }
    const first = await makeSpace(service, admin, { ...ids, name: 'A' })
    await makeSpace(service, admin, { ...ids, name: 'C', isActive: false })
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', '10:00', '11:00') })
    await makeBooking(service, member, { spaceId: first.id, ...at('2026-12-02', '14:00', '15:30') })
    const closure = { from: '2026-12-02T18:00:00+03:00', to: '2026-12-02T20:00:00+03:00', spaceId: space.id }
    const closed = await service.request('POST', `locations/${location.id}/closures`, {
      token: admin.token,
      body: closure,
    })
    expect(closed.status).toBe(201)
    const { status, body } = await get(`locations/${location.id}/availability?${window}`)
    expect(status).toBe(200)
    expect(body.items.map((item: { spaceId: string }) => item.spaceId)).toEqual([first.id, space.id])
    for (const { spaceId, ...day } of body.items) {
      expect(day.busy.length).toBe(1)
      expect(day).toEqual((await get(`spaces/${spaceId}/availability?${window}`)).body)
    }
  })

  it('equals the requests for each space alone for the current day, also in the middle of a minute', async () => {
    const { location, space } = await makeCoworking(service)
    const today = 'from=2026-12-01T00:00:00%2B03:00&to=2026-12-02T00:00:00%2B03:00'
    service.clock.advance(12_345)
    try {
      const { body } = await get(`locations/${location.id}/availability?${today}`)
      const [{ spaceId, ...day }] = body.items
      expect(day.free).toEqual([{ startsAt: '2026-12-01T06:01:00.000Z', endsAt: '2026-12-01T21:00:00.000Z' }])
      expect(day).toEqual((await get(`spaces/${space.id}/availability?${today}`)).body)
      expect(spaceId).toBe(space.id)
    } finally {
      service.clock.set(startOfTests)
    }
  })

  it('counts a booking outside the window whose buffers reach into it', async () => {
    const { location, space } = await makeCoworking(service, { space: { bufferAfterMinutes: 120 } })
    await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', '12:00', '13:00') })
    const later = 'from=2026-12-02T14:00:00%2B03:00&to=2026-12-02T18:00:00%2B03:00'
    const { body } = await get(`locations/${location.id}/availability?${later}`)
    const [{ spaceId, ...day }] = body.items
    expect(spaceId).toBe(space.id)
    expect(day).toEqual((await get(`spaces/${space.id}/availability?${later}`)).body)
    expect(day.busy[0]).toEqual({ startsAt: '2026-12-02T11:00:00.000Z', endsAt: '2026-12-02T12:00:00.000Z' })
  })

  it('has no free time where the tariff is not active', async () => {
    const { location, tariff } = await makeCoworking(service)
    await service.request('PATCH', `tariffs/${tariff.id}`, { token: admin.token, body: { isActive: false } })
    const { body } = await get(`locations/${location.id}/availability?${window}`)
    expect(body.items[0].open).not.toEqual([])
    expect(body.items[0].free).toEqual([])
  })

  it('is refused for an unknown location, an empty window and one of more than 7 days', async () => {
    const { location } = await makeCoworking(service)
    expectProblem(
      await get(`locations/00000000-0000-7000-8000-000000000000/availability?${window}`),
      404,
      'not_found',
    )
    const getDay = (from: string, to: string) =>
      get(`locations/${location.id}/availability?from=${from}&to=${to}`)
    expectProblem(await getDay('2026-12-02T00:00:00Z', '2026-12-02T00:00:00Z'), 422, 'invalid_interval')
    expectProblem(await getDay('2026-12-02T00:00:00Z', '2026-12-09T00:00:01Z'), 400, 'validation_failed')
    expect((await getDay('2026-12-02T00:00:00Z', '2026-12-09T00:00:00Z')).status).toBe(200)
  })
})
