import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  changeStatus,
  makeBooking,
  makeMember,
  makeTariff,
  travelTo,
} from '../../../../testing/factories.ts'
import { useSpaces } from '../../../../testing/fixtures/spaces.ts'
import { startOfTests } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, otherManager, location, other, read, fullBody, makeAnother } = useSpaces()
const change = (id: string, body: object, person = admin, headers: Record<string, string> = {}) =>
  service.request('PATCH', `spaces/${id}`, { token: person.token, body, headers })
const remove = (id: string, person = admin) =>
  service.request('DELETE', `spaces/${id}`, { token: person.token })

describe('a change of a space', () => {
  it('changes the fields of the request and no others', async () => {
    const before = await makeAnother(fullBody())
    const { body } = await change(before.id, { amenities: ['sofa'], isActive: true })
    expect(body).toEqual({ ...before, amenities: ['sofa'], isActive: true, version: 2 })
    expect((await read(before.id)).body).toEqual(body)
  })

  it.each([
    { name: null },
    { capacity: null },
    { tariffId: null },
    { type: 'sofa' },
    { locationId: randomUUID() },
    { rating: { average: 5, count: 9 } },
    { version: 9 },
    { deletedAt: '2026-12-01T06:00:00Z' },
    { currency: 'EUR' },
  ])('to %j is refused and changes nothing', async (body) => {
    const before = await makeAnother()
    expectProblem(await change(before.id, { name: 'New', ...body }), 400, 'validation_failed')
    expect((await read(before.id)).body).toEqual(before)
  })

  it('with a stale If-Match is precondition_failed, unless it is forbidden or not_found', async () => {
    const { id } = await makeAnother()
    const { etag } = (await read(id)).headers as { etag: string }
    expect((await change(id, { name: 'First' }, manager, { 'if-match': etag })).status).toBe(200)
    expectProblem(await change(id, { name: 'No' }, manager, { 'if-match': etag }), 412, 'precondition_failed')
    expectProblem(await change(id, { name: 'No' }, otherManager, { 'if-match': etag }), 403, 'forbidden')
    const unknown = { tariffId: randomUUID() }
    expectProblem(await change(id, unknown, manager, { 'if-match': etag }), 404, 'not_found')
    expect((await change(id, { name: 'Any' }, manager, { 'if-match': '*' })).status).toBe(200)
  })

  it('of its tariff accepts a tariff of its location, and none of another location', async () => {
    const { id } = await makeAnother()
    const elsewhere = await makeTariff(service, admin, { locationId: other.id })
    const fitting = await makeTariff(service, admin, { locationId: location.id })
    expectProblem(await change(id, { tariffId: elsewhere.id }), 400, 'validation_failed')
    expect((await change(id, { tariffId: fitting.id })).body.tariffId).toBe(fitting.id)
  })

  it('is allowed to the manager of its location, and to no other manager; for others an inactive space does not exist', async () => {
    const { id } = await makeAnother()
    expectProblem(await change(id, { name: 'Mine' }, otherManager), 403, 'forbidden')
    expect((await change(id, { isActive: false }, manager)).status).toBe(200)
    expectProblem(await read(id), 404, 'not_found')
    expectProblem(await read(id, otherManager), 404, 'not_found')
    expectProblem(await change(id, { name: 'Mine' }, otherManager), 404, 'not_found')
    expect((await read(id, manager)).status).toBe(200)
  })
})

describe('deleting a space', () => {
  it('that was never booked deletes its row', async () => {
    const unusedTariff = await makeTariff(service, admin)
    const { id } = await makeAnother({ tariffId: unusedTariff.id })
    expectProblem(await remove(id, otherManager), 403, 'forbidden')
    expect(await remove(id, manager)).toMatchObject({ status: 204, text: '' })
    expectProblem(await read(id, admin), 404, 'not_found')
    expectProblem(await remove(id), 404, 'not_found')
    expect(
      (await service.request('DELETE', `tariffs/${unusedTariff.id}`, { token: admin.token })).status,
    ).toBe(204)
  })

  it('is in_use while a booking occupies it, now or at a later time', async () => {
    const { id } = await makeAnother()
    const member = await makeMember(service, admin)
    const booking = await makeBooking(service, member, { spaceId: id, ...at('2026-12-01', '09:00', '10:00') })
    const refused = await remove(id)
    expectProblem(refused, 409, 'in_use')
    expect(refused.body.detail).toContain('bookings that are not over')
    await changeStatus(service, member, 'check-in', booking.id)
    await travelTo(service, '2026-12-01T06:59:00Z', admin)
    expectProblem(await remove(id), 409, 'in_use')
    await travelTo(service, '2026-12-01T07:00:00Z', admin)
    const response = await remove(id)
    await travelTo(service, startOfTests, admin)
    expect(response.status).toBe(204)
  })

  it('that has past bookings keeps these bookings readable, and frees its tariff', async () => {
    const unusedTariff = await makeTariff(service, admin)
    const { id } = await makeAnother({ tariffId: unusedTariff.id, name: 'Gone' })
    const member = await makeMember(service, admin)
    const booking = await makeBooking(service, member, { spaceId: id, ...at('2026-12-02', '10:00', '11:00') })
    await changeStatus(service, member, 'cancel', booking.id)
    expect((await remove(id)).status).toBe(204)
    for (const person of [undefined, admin]) expectProblem(await read(id, person), 404, 'not_found')
    for (const query of ['', 'isActive=false&']) {
      const path = `spaces?limit=1000&${query}locationId=${location.id}`
      const list = await service.request('GET', path, { token: admin.token })
      expect(list.body.items.map((item: Created) => item.id)).not.toContain(id)
    }
    const list = await service.request('GET', 'bookings?include=space', { token: member.token })
    expect(list.body.items).toMatchObject([{ id: booking.id, space: { id, name: 'Gone' } }])
    const bookingBody = { spaceId: id, ...at('2026-12-02', '10:00', '11:00') }
    const again = await service.request('POST', 'bookings', { token: member.token, body: bookingBody })
    expectProblem(again, 404, 'not_found')
    expect(
      (await service.request('DELETE', `tariffs/${unusedTariff.id}`, { token: admin.token })).status,
    ).toBe(204)
  })
})
