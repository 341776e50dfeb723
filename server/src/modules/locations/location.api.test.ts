import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'

const service = useService()
let admin: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

const create = (body: object) => service.request('POST', 'locations', { token: admin.token, body })
const change = (id: string, body: object, person = admin) =>
  service.request('PATCH', `locations/${id}`, { token: person.token, body })
const remove = (id: string) => service.request('DELETE', `locations/${id}`, { token: admin.token })
const read = (id: string, person?: Person) =>
  service.request('GET', `locations/${id}`, { token: person?.token })
const list = (query: string, person?: Person) =>
  service.request('GET', `locations?limit=1000${query}`, { token: person?.token })
const namesOf = (response: { body: { items: { name: string }[] } }) =>
  response.body.items.map((item) => item.name)

describe('a new location', () => {
  it('with only a name and a time zone has defaults for the other fields', async () => {
    const response = await create({ name: 'Loft', timeZone: 'Asia/Kathmandu' })
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Loft',
      address: '',
      description: '',
      timeZone: 'Asia/Kathmandu',
      currency: 'RUB',
      isActive: true,
      requiresShift: false,
      taxRate: null,
      createdAt: '2026-12-01T06:00:00.000Z',
      updatedAt: '2026-12-01T06:00:00.000Z',
      version: 1,
    })
    expect((await read(response.body.id)).body).toEqual(response.body)
  })

  it('has every field of the request, and is closed until it has opening hours', async () => {
    const fields = {
      name: 'Werk',
      address: 'Oranienstraße 1',
      description: 'Zwei Etagen',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      isActive: false,
    }
    const { body } = await create(fields)
    expect(body).toMatchObject(fields)
    const hours = await service.request('GET', `locations/${body.id}/opening-hours`, { token: admin.token })
    expect(hours.body).toEqual({ weekly: [] })
  })

  it.each([
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ timeZone: '+03:00' }, '/timeZone'],
    [{ timeZone: '' }, '/timeZone'],
    [{ currency: 'rub' }, '/currency'],
    [{ currency: 'RUR' }, '/currency'],
    [{ currency: 'XXX' }, '/currency'],
    [{ currency: 'RUBL' }, '/currency'],
    [{ name: ' ' }, '/name'],
    [{ name: 'a'.repeat(201) }, '/name'],
    [{ description: 'a'.repeat(2_001) }, '/description'],
  ])('is refused with %j', async (fields, path) => {
    const response = await create({ name: 'Loft', timeZone: 'Europe/Moscow', ...fields })
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
  })
})

describe('the time zone of a location', () => {
  it('is returned as IANA writes it; a request with another letter case names the same zone', async () => {
    const { body } = await create({ name: 'Loft', timeZone: 'europe/BERLIN' })
    expect(body.timeZone).toBe('Europe/Berlin')
    await makeSpace(service, admin, { locationId: body.id, tariffId: (await makeTariff(service, admin)).id })
    const same = await change(body.id, { timeZone: 'EUROPE/berlin' })
    expect([same.status, same.body.timeZone]).toEqual([200, 'Europe/Berlin'])
    expectProblem(await change(body.id, { timeZone: 'etc/gmt+3' }), 400, 'validation_failed')
  })

  it('that an earlier version has stored in another letter case may be sent back, and is then stored as IANA writes it', async () => {
    const { id } = await makeLocation(service, admin)
    await makeSpace(service, admin, { locationId: id, tariffId: (await makeTariff(service, admin)).id })
    await withoutInvalidation(service.deps.db)
      .updateTable('locations')
      .set({ timeZone: 'europe/moscow' })
      .where('id', '=', id)
      .execute()
    const same = await change(id, { timeZone: 'europe/moscow' })
    expect([same.status, same.body.timeZone]).toEqual([200, 'Europe/Moscow'])
  })
})

describe('the list of locations', () => {
  it('has active locations by name; inactive locations are visible only to their staff', async () => {
    const [beta, alpha, hidden] = await Promise.all([
      makeLocation(service, admin, { name: 'list beta' }),
      makeLocation(service, admin, { name: 'list alpha' }),
      makeLocation(service, admin, { name: 'list hidden', isActive: false }),
    ])
    const ours = (names: string[]) => names.filter((name) => name.startsWith('list'))
    const manager = await makePerson(service, 'manager', [hidden.id])
    const otherManager = await makePerson(service, 'manager', [alpha.id, beta.id])
    const member = await makePerson(service)
    for (const person of [undefined, member, otherManager, manager, admin])
      expect(ours(namesOf(await list('', person)))).toEqual(['list alpha', 'list beta'])
    for (const person of [undefined, member, otherManager]) {
      expect((await list('&isActive=false&withTotal=true', person)).body).toEqual({
        items: [],
        nextCursor: null,
        total: 0,
      })
      expectProblem(await read(hidden.id, person), 404, 'not_found')
    }
    for (const person of [manager, admin]) {
      expect(ours(namesOf(await list('&isActive=false', person)))).toEqual(['list hidden'])
      expect((await read(hidden.id, person)).status).toBe(200)
    }
  })
})

describe('a change of a location', () => {
  it('changes the fields of the request and no others, and raises the version', async () => {
    const before = await makeLocation(service, admin)
    service.clock.advance(1_000)
    const response = await change(before.id, { address: 'Pokrovka 2', isActive: false })
    expect(response.body).toEqual({
      ...before,
      address: 'Pokrovka 2',
      isActive: false,
      version: 2,
      updatedAt: '2026-12-01T06:00:01.000Z',
    })
    expect((await read(before.id, admin)).body).toEqual(response.body)
  })

  it.each([
    { name: null },
    { timeZone: 'Mars' },
    { currency: null },
    { id: 'x' },
    { version: 7 },
    { bogus: 1 },
  ])('to %j is refused', async (body) => {
    const { id } = await makeLocation(service, admin)
    expectProblem(await change(id, body), 400, 'validation_failed')
  })

  it('of its zone or its currency is in_use while it has a space, and allowed before, and after a space without bookings is deleted', async () => {
    const { id } = await makeLocation(service, admin)
    expect((await change(id, { timeZone: 'Europe/Berlin', currency: 'EUR' })).status).toBe(200)
    const tariff = await makeTariff(service, admin, { currency: 'EUR' })
    const space = await makeSpace(service, admin, { locationId: id, tariffId: tariff.id })
    const refused = await change(id, { timeZone: 'Europe/Moscow' })
    expectProblem(refused, 409, 'in_use')
    expect(refused.body.detail).toContain('add a new location')
    expectProblem(await change(id, { currency: 'RUB' }), 409, 'in_use')
    expect((await change(id, { timeZone: 'Europe/Berlin', currency: 'EUR', name: 'Same' })).status).toBe(200)
    await service.request('DELETE', `spaces/${space.id}`, { token: admin.token })
    expect((await change(id, { timeZone: 'Europe/Moscow', currency: 'RUB' })).status).toBe(200)
  })

  it('of a location whose currency no longer exists works, but a change to that currency is refused', async () => {
    const { id } = await makeLocation(service, admin)
    await withoutInvalidation(service.deps.db)
      .updateTable('locations')
      .set({ currency: 'RUR' })
      .where('id', '=', id)
      .execute()
    expect((await change(id, { name: 'Old' })).body).toMatchObject({ name: 'Old', currency: 'RUR' })
    expect((await service.request('GET', `locations/${id}`)).body.currency).toBe('RUR')
    expectProblem(await change(id, { currency: 'RUR' }), 400, 'validation_failed')
  })

  it('of its zone is in_use while it has bookings of a deleted space, and so is its deletion', async () => {
    const { location, space } = await makeCoworking(service)
    const member = await makeMember(service, admin)
    const times = at('2026-12-02', '10:00', '11:00')
    const booking = await makeBooking(service, member, { spaceId: space.id, ...times })
    await changeStatus(service, member, 'cancel', booking.id)
    const deletion = await service.request('DELETE', `spaces/${space.id}`, { token: admin.token })
    expect(deletion.status).toBe(204)
    expectProblem(await change(location.id, { timeZone: 'Asia/Omsk' }), 409, 'in_use')
    expectProblem(await remove(location.id), 409, 'in_use')
  })

  it('is allowed only to administrators: it is forbidden to the manager of the location', async () => {
    const { id } = await makeLocation(service, admin)
    const manager = await makePerson(service, 'manager', [id])
    expectProblem(await change(id, { name: 'Mine' }, manager), 403, 'forbidden')
  })
})

describe('a location in the list', () => {
  it('shows whether it has hours, and the number of active spaces, immediately after a change', async () => {
    const { body: location } = await create({ name: 'Ready?', timeZone: 'Europe/Moscow' })
    const listed = async () => {
      const { body } = await list('')
      const { hasOpeningHours, activeSpaces } = body.items.find(
        (each: { id: string }) => each.id === location.id,
      )
      return [hasOpeningHours, activeSpaces]
    }
    expect(await listed()).toEqual([false, 0])
    const tariff = await makeTariff(service, admin)
    const space = await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id })
    expect(await listed()).toEqual([false, 1])
    const weekly = [{ weekday: 1, opens: '09:00', closes: '18:00' }]
    const hours = `locations/${location.id}/opening-hours`
    await service.request('PUT', hours, { token: admin.token, body: { weekly } })
    expect(await listed()).toEqual([true, 1])
    await service.request('PATCH', `spaces/${space.id}`, { token: admin.token, body: { isActive: false } })
    expect(await listed()).toEqual([true, 0])
    await service.request('PUT', hours, { token: admin.token, body: { weekly: [] } })
    expect(await listed()).toEqual([false, 0])
  })
})
