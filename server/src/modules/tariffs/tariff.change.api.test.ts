import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { at, makeBooking, makeMember, makeSpace, makeTariff } from '../../../../testing/factories.ts'
import { useTariffs } from '../../../../testing/fixtures/tariffs.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, otherManager, location, other, create, read, evening, fullBody } =
  useTariffs()
const change = (id: string, body: object, person = admin, headers: Record<string, string> = {}) =>
  service.request('PATCH', `tariffs/${id}`, { token: person.token, body, headers })
const remove = (id: string, person = admin) =>
  service.request('DELETE', `tariffs/${id}`, { token: person.token })

describe('a change of a tariff', () => {
  it('replaces lists as a whole, clears a field with null, and leaves other fields', async () => {
    const { id, ...before } = (await create(fullBody())).body
    const { body } = await change(id, { rules: [evening], dailyCap: null, cancellation: [] })
    expect(body).toEqual({ id, ...before, rules: [evening], dailyCap: null, cancellation: [], version: 2 })
    expect((await change(id, { locationId: null })).body.locationId).toBeNull()
  })

  it.each([
    { hourlyRate: null },
    { rules: null },
    { maxMinutes: 29 },
    { minMinutes: 2_000 },
    { stepMinutes: 1_000 },
    { rules: [{ ...evening, to: '17:00' }] },
    { id: 'x' },
    { version: 9 },
    { createdAt: '2026-12-01T06:00:00Z' },
  ])('to %j is validation_failed, also with a stale If-Match, and changes nothing', async (body) => {
    const before = await makeTariff(service, admin)
    const response = await change(before.id, { name: 'New', ...body }, admin, { 'if-match': '"9-stale"' })
    expectProblem(response, 400, 'validation_failed')
    expect((await read(before.id)).body).toEqual(before)
  })

  it('with a stale If-Match is precondition_failed, and with the present tag succeeds', async () => {
    const { id } = await makeTariff(service, admin)
    const { etag } = (await read(id)).headers as { etag: string }
    const response = await change(id, { name: 'First' }, admin, { 'if-match': etag })
    expect(response.body).toMatchObject({ name: 'First', version: 2 })
    expectProblem(
      await change(id, { name: 'Second' }, admin, { 'if-match': etag }),
      412,
      'precondition_failed',
    )
    const present = { 'if-match': String(response.headers.etag) }
    expect((await change(id, { name: 'Second' }, admin, present)).body.name).toBe('Second')
  })

  it('of the currency is in_use while a space uses the tariff, and so are the deletion of the tariff and its change to another location', async () => {
    const tariff = await makeTariff(service, admin)
    await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
    expectProblem(await change(tariff.id, { currency: 'EUR' }), 409, 'in_use')
    const moved = await change(tariff.id, { locationId: other.id })
    expectProblem(moved, 409, 'in_use')
    expect(moved.body.detail).toContain('Spaces of other locations')
    expectProblem(await remove(tariff.id), 409, 'in_use')
    expect((await change(tariff.id, { locationId: location.id, currency: 'RUB' })).status).toBe(200)
    const unused = await makeTariff(service, admin)
    expect((await change(unused.id, { currency: 'EUR', locationId: other.id })).body.currency).toBe('EUR')
    expect((await remove(unused.id)).status).toBe(204)
    expectProblem(await read(unused.id, admin), 404, 'not_found')
  })

  it('leaves the bookings made before with their price and policy', async () => {
    const tariff = await makeTariff(service, admin)
    const space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
    const member = await makeMember(service, admin)
    const times = at('2026-12-03', '10:00', '11:00')
    const booking = await makeBooking(service, member, { spaceId: space.id, ...times })
    await change(tariff.id, { hourlyRate: 1, cancellation: [{ hoursBefore: 8_000, refundPercent: 0 }] })
    const after = await service.request('GET', `bookings/${booking.id}`, { token: member.token })
    expect(after.body).toEqual(booking)
  })

  it('is allowed only to managers of its location and administrators', async () => {
    const { id } = await makeTariff(service, admin, { locationId: location.id })
    const shared = await makeTariff(service, admin)
    expect((await change(id, { name: 'Mine' }, manager)).status).toBe(200)
    expectProblem(await change(id, { name: 'Mine' }, otherManager), 403, 'forbidden')
    expectProblem(await change(shared.id, { name: 'Mine' }, manager), 403, 'forbidden')
    expectProblem(await change(id, { locationId: other.id }, manager), 403, 'forbidden')
    expectProblem(await change(id, { locationId: null }, manager), 403, 'forbidden')
    expectProblem(await change(id, { locationId: randomUUID() }, otherManager), 404, 'not_found')
    const stale = { 'if-match': '"9-stale"' }
    expectProblem(await change(id, { name: 'Mine' }, otherManager, stale), 403, 'forbidden')
    expectProblem(await remove(id, otherManager), 403, 'forbidden')
    expectProblem(await remove(shared.id, manager), 403, 'forbidden')
    await change(id, { isActive: false })
    expectProblem(await change(id, { name: 'Mine' }, otherManager), 404, 'not_found')
    expectProblem(await remove(id, otherManager), 404, 'not_found')
    expect((await remove(id, manager)).status).toBe(204)
  })
})

it('a shared tariff is not given to a space of one location and to another location at the same time: one of the two requests is refused', async () => {
  for (let round = 0; round < 15; round++) {
    const tariff = await makeTariff(service, admin)
    const space = { locationId: location.id, name: 'Room', type: 'desk', capacity: 1, tariffId: tariff.id }
    const responses = await Promise.all([
      service.request('POST', 'spaces', { token: admin.token, body: space }),
      change(tariff.id, { locationId: other.id }),
    ])
    const refused = responses.filter(({ status }) => status >= 400)
    expect(refused.map(({ body }) => body.code).join()).toMatch(/^(in_use|validation_failed)$/)
  }
})
