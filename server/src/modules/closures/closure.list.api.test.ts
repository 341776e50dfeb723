import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person
let location: Created
let space: Created

beforeAll(async () => {
  const coworking = await makeCoworking(service)
  admin = coworking.admin
  location = coworking.location
  space = coworking.space
})

describe('the closures of a location', () => {
  const path = (suffix = '') => `locations/${location.id}/closures${suffix}`
  const list = (query: string, person?: Person) =>
    service.request('GET', path(`?${query}`), { token: person?.token })
  const close = async (date: string, fields: object = {}) => {
    const body = { from: `${date}T10:00:00Z`, to: `${date}T12:00:00Z`, ...fields }
    return (await service.request('POST', path(), { token: admin.token, body })).body as Created
  }
  const remove = (suffix: string, person = admin) =>
    service.request('DELETE', path(suffix), { token: person.token })
  const idsOf = (response: { body: { items: Created[] } }) => response.body.items.map((item) => item.id)

  it('are listed for everybody, the newest first, all or those that overlap a time range', async () => {
    const first = await close('2027-01-10', { reason: 'Новый год' })
    const last = await close('2027-03-10', { spaceId: space.id })
    const middle = await close('2027-02-10')
    const { cancelledBookingIds: _, ...shown } = first
    const all = await list('withTotal=true')
    expect(all.body).toMatchObject({ nextCursor: null, total: 3 })
    expect(all.body.items[2]).toEqual(shown)
    expect(idsOf(all)).toEqual([middle.id, last.id, first.id])
    expect(idsOf(await list(`spaceId=${space.id}`))).toEqual([last.id])
    expect(idsOf(await list('from=2027-02-10T11:59:59Z'))).toEqual([middle.id, last.id])
    expect(idsOf(await list('from=2027-02-10T12:00:00Z'))).toEqual([last.id])
    expect(idsOf(await list('to=2027-02-10T10:00:00Z'))).toEqual([first.id])
    expect(idsOf(await list('to=2027-02-10T10:00:01Z'))).toEqual([middle.id, first.id])
  })

  it('of an inactive space are visible only to its staff; for others they do not exist', async () => {
    const hidden = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: space.tariffId,
      isActive: false,
    })
    const closure = await close('2027-04-10', { spaceId: hidden.id })
    const member = await makePerson(service)
    const manager = await makePerson(service, 'manager', [location.id])
    expect(idsOf(await list(''))).not.toContain(closure.id)
    expect(idsOf(await list('', member))).not.toContain(closure.id)
    expect(idsOf(await list('', manager))).toContain(closure.id)
    for (const person of [member, await makePerson(service, 'manager')])
      expectProblem(await remove(`/${closure.id}`, person), 404, 'not_found')
    expect((await remove(`/${closure.id}`, manager)).status).toBe(204)
  })

  it('of a deleted space are listed for nobody, also where its row stays for its past bookings', async () => {
    const deleted = await makeSpace(service, admin, { locationId: location.id, tariffId: space.tariffId })
    const closure = await close('2027-04-20', { spaceId: deleted.id })
    const member = await makeMember(service, admin)
    const booking = await makeBooking(service, member, {
      spaceId: deleted.id,
      ...at('2026-12-02', '10:00', '11:00'),
    })
    await changeStatus(service, member, 'cancel', booking.id)
    expect(idsOf(await list('', admin))).toContain(closure.id)
    const { status } = await service.request('DELETE', `spaces/${deleted.id}`, { token: admin.token })
    expect(status).toBe(204)
    for (const person of [undefined, member, admin])
      expect(idsOf(await list('', person))).not.toContain(closure.id)
    expectProblem(await remove(`/${closure.id}`), 404, 'not_found')
  })

  it('are deleted once, by the manager of this location', async () => {
    const closure = await close('2027-05-10')
    const managerOfNone = await makePerson(service, 'manager')
    const locationManager = await makePerson(service, 'manager', [location.id])
    expectProblem(await remove(`/${closure.id}`, managerOfNone), 403, 'forbidden')
    expectProblem(await remove(`/${randomUUID()}`, managerOfNone), 404, 'not_found')
    expect(await remove(`/${closure.id}`, locationManager)).toMatchObject({ status: 204, text: '' })
    expectProblem(await remove(`/${closure.id}`, locationManager), 404, 'not_found')
    expect(idsOf(await list(''))).not.toContain(closure.id)
  })

  it('cannot be deleted under the path of another location', async () => {
    const closure = await close('2027-06-10')
    const other = await makeLocation(service, admin)
    const response = await service.request('DELETE', `locations/${other.id}/closures/${closure.id}`, {
      token: admin.token,
    })
    expectProblem(response, 404, 'not_found')
    expect(idsOf(await list(''))).toContain(closure.id)
  })
})
