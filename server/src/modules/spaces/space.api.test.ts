import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Created,
  makeLocation,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useSpaces } from '../../../../testing/fixtures/spaces.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, otherManager, location, other, read, minimalBody, fullBody, makeAnother } =
  useSpaces()
const create = (body: object, person = admin, headers: Record<string, string> = {}) =>
  service.request('POST', 'spaces', { token: person.token, body, headers })

describe('a new space', () => {
  it('needs five fields, and has the documented defaults for the other fields', async () => {
    const response = await create(minimalBody())
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...minimalBody(),
      description: '',
      amenities: [],
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      requiresApproval: false,
      requiresCheckIn: false,
      isActive: true,
      rating: { average: null, count: 0 },
      createdAt: '2026-12-01T06:00:00.000Z',
      updatedAt: '2026-12-01T06:00:00.000Z',
      version: 1,
    })
    for (const key of Object.keys(minimalBody())) {
      const { [key]: _, ...rest } = minimalBody() as Record<string, unknown>
      expectProblem(await create(rest), 400, 'validation_failed')
    }
  })

  it('has every field of the request', async () => {
    const { body } = await create(fullBody())
    expect(body).toMatchObject(fullBody())
    expect((await read(body.id, admin)).body).toEqual(body)
  })

  it.each([
    [{ type: 'sofa' }, '/type'],
    [{ capacity: 0 }, '/capacity'],
    [{ amenities: ['tea', 'tea'] }, '/amenities'],
    [{ amenities: [''] }, '/amenities/0'],
    [{ bufferAfterMinutes: 1_441 }, '/bufferAfterMinutes'],
    [{ bufferBeforeMinutes: -1 }, '/bufferBeforeMinutes'],
    [{ requiresApproval: 'yes' }, '/requiresApproval'],
    [{ rating: { average: 5, count: 1 } }, '/rating'],
    [{ deletedAt: null }, '/deletedAt'],
  ])('is refused with %j', async (fields, path) => {
    const response = await create({ ...minimalBody(), ...fields })
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
  })

  it('is not_found for a location or a tariff that does not exist or is not visible to the manager', async () => {
    const hidden = await makeTariff(service, admin, { locationId: other.id, isActive: false })
    expectProblem(await create({ ...minimalBody(), locationId: randomUUID() }), 404, 'not_found')
    expectProblem(await create({ ...minimalBody(), tariffId: randomUUID() }), 404, 'not_found')
    expectProblem(await create({ ...minimalBody(), tariffId: hidden.id }, manager), 404, 'not_found')
  })

  it('accepts only a tariff of its own location and currency', async () => {
    const elsewhere = await makeTariff(service, admin, { locationId: other.id })
    const euro = await makeTariff(service, admin, { currency: 'EUR' })
    for (const { id } of [elsewhere, euro]) {
      const response = await create({ ...minimalBody(), tariffId: id })
      expectProblem(response, 400, 'validation_failed')
      expect(response.body.errors[0].path).toBe('/tariffId')
    }
  })

  it('may be made by the manager of its location, and by no other manager', async () => {
    expect((await create(minimalBody(), manager)).status).toBe(201)
    expect((await create({ ...minimalBody(), locationId: location.id.toUpperCase() }, manager)).status).toBe(
      201,
    )
    expectProblem(await create(minimalBody(), otherManager), 403, 'forbidden')
  })

  it('is made once with one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const first = await create({ ...minimalBody(), name: 'Once' }, admin, headers)
    const second = await create({ ...minimalBody(), name: 'Once' }, admin, headers)
    expect([second.status, second.body]).toEqual([201, first.body])
    expect(second.headers['idempotency-replayed']).toBe('true')
    const third = await create({ ...minimalBody(), name: 'Twice' }, admin, headers)
    expectProblem(third, 422, 'idempotency_key_reused')
  })
})

describe('the list of spaces', () => {
  let place: Created
  const list = async (query: string, person?: Person): Promise<string[]> => {
    const path = `spaces?limit=1000&locationId=${place.id}&${query}`
    const response = await service.request('GET', path, { token: person?.token })
    return response.body.items.map((item: Created) => item.name)
  }

  beforeAll(async () => {
    place = await makeLocation(service, admin)
    const add = (name: string, fields: object) => makeAnother({ locationId: place.id, name, ...fields })
    await add('Delta', { type: 'desk', capacity: 1, amenities: ['monitor'] })
    await add('Alpha', { type: 'meeting_room', capacity: 8, amenities: ['projector', 'tv', 'board'] })
    await add('Charlie', { type: 'phone_booth', capacity: 2, amenities: ['tv'] })
    await add('Bravo', { type: 'event_space', capacity: 80, amenities: ['projector', 'board'] })
    await add('Hidden', { type: 'desk', capacity: 1, isActive: false })
  })

  it('has the active spaces by name', async () => {
    expect(await list('')).toEqual(['Alpha', 'Bravo', 'Charlie', 'Delta'])
  })

  it.each([
    ['type=desk', ['Delta']],
    ['type=desk&type=phone_booth', ['Charlie', 'Delta']],
    ['minCapacity=8', ['Alpha', 'Bravo']],
    ['minCapacity=9', ['Bravo']],
    ['amenities=projector', ['Alpha', 'Bravo']],
    ['amenities=projector&amenities=tv', ['Alpha']],
    ['amenities=projector&amenities=sauna', []],
    ['type=meeting_room&minCapacity=2&amenities=board', ['Alpha']],
    ['isActive=true', ['Alpha', 'Bravo', 'Charlie', 'Delta']],
  ])('filtered by %s has %j', async (query, names) => {
    expect(await list(query)).toEqual(names)
  })

  it('shows inactive spaces to the staff of their location', async () => {
    const managerOfPlace = await makePerson(service, 'manager', [place.id])
    const member = await makePerson(service)
    for (const person of [undefined, member, otherManager])
      expect(await list('isActive=false', person)).toEqual([])
    for (const person of [managerOfPlace, admin])
      expect(await list('isActive=false', person)).toEqual(['Hidden'])
  })

  it('has the active spaces of an inactive location only for its staff', async () => {
    const inactive = await makeLocation(service, admin)
    const tariffId = (await makeTariff(service, admin, { locationId: inactive.id })).id
    const { id } = await makeSpace(service, admin, { locationId: inactive.id, tariffId })
    const ownManager = await makePerson(service, 'manager', [inactive.id])
    const readers = [undefined, await makePerson(service), otherManager, ownManager, admin]
    const listed = (path: string) =>
      Promise.all(
        readers.map(async (reader) => {
          const query = `${path}?locationId=${inactive.id}&limit=1000`
          const { body } = await service.request('GET', query, { token: reader?.token })
          return body.items.some((item: Created) => [id, tariffId].includes(item.id))
        }),
      )
    const setActive = (isActive: boolean) =>
      service.request('PATCH', `locations/${inactive.id}`, { token: admin.token, body: { isActive } })
    for (const path of ['spaces', 'tariffs']) {
      expect(await listed(path)).toEqual([true, true, true, true, true])
      await setActive(false)
      expect(await listed(path)).toEqual([false, false, false, true, true])
      await setActive(true)
    }
  })

  it('of another location has none of these spaces, and of an unknown location it is empty', async () => {
    const elsewhere = await makeLocation(service, admin)
    for (const id of [elsewhere.id, randomUUID()]) {
      const response = await service.request('GET', `spaces?locationId=${id}&withTotal=true`)
      expect(response.body).toEqual({ items: [], nextCursor: null, total: 0 })
    }
  })

  it.each(['type=sofa', 'minCapacity=0', 'minCapacity=x', 'locationId=x', 'isActive=maybe', 'amenities='])(
    'refuses the filter %s',
    async (query) => {
      expectProblem(await service.request('GET', `spaces?${query}`), 400, 'validation_failed')
    },
  )
})
