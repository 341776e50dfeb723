import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type Created,
  makeLocation,
  makePerson,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useTariffs } from '../../../../testing/fixtures/tariffs.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, admin, manager, otherManager, location, other, create, read, evening, fullBody } =
  useTariffs()
const minimal = { name: 'Hourly', hourlyRate: 50_000 }

describe('a new tariff', () => {
  it('with only a name and a rate has the documented defaults for the other fields', async () => {
    const response = await create(minimal)
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      locationId: null,
      name: 'Hourly',
      currency: 'RUB',
      hourlyRate: 50_000,
      dailyCap: null,
      rules: [],
      minMinutes: 30,
      maxMinutes: 1_440,
      stepMinutes: 30,
      minLeadMinutes: 0,
      maxAdvanceDays: 365,
      cancellation: [],
      isActive: true,
      createdAt: '2026-12-01T06:00:00.000Z',
      updatedAt: '2026-12-01T06:00:00.000Z',
      version: 1,
    })
  })

  it('has every field of the request', async () => {
    const { body } = await create(fullBody())
    expect(body).toMatchObject(fullBody())
    expect((await read(body.id, admin)).body).toEqual(body)
  })

  it('is by default in the currency of its location', async () => {
    const euro = await makeLocation(service, admin, { currency: 'EUR' })
    expect((await create({ ...minimal, locationId: euro.id })).body.currency).toBe('EUR')
  })

  it.each([
    [{ rules: [{ ...evening, from: '24:00' }] }, '/rules/0/to'],
    [{ rules: [evening, { ...evening, from: '20:00', to: '20:00' }] }, '/rules/1/to'],
    [{ rules: [{ ...evening, weekdays: [] }] }, '/rules/0/weekdays'],
    [{ rules: [{ ...evening, weekdays: [1, 1] }] }, '/rules/0/weekdays'],
    [{ rules: [{ ...evening, label: '' }] }, '/rules/0/label'],
    [{ rules: [{ ...evening, bogus: 1 }] }, '/rules/0/bogus'],
    [{ minMinutes: 61, maxMinutes: 60 }, '/maxMinutes'],
    [{ minMinutes: 1_441 }, '/maxMinutes'],
    [{ minMinutes: 31, maxMinutes: 59 }, '/maxMinutes'],
    [{ maxMinutes: 44_641 }, '/maxMinutes'],
    [{ stepMinutes: 7 }, '/stepMinutes'],
    [{ stepMinutes: 0 }, '/stepMinutes'],
    [{ minLeadMinutes: -1 }, '/minLeadMinutes'],
    [{ cancellation: [{ hoursBefore: 1, refundPercent: 101 }] }, '/cancellation/0/refundPercent'],
    [{ cancellation: [24, 24].map((hoursBefore) => ({ hoursBefore, refundPercent: 5 })) }, '/cancellation'],
    [{ hourlyRate: 1e12 + 1 }, '/hourlyRate'],
    [{ dailyCap: -1 }, '/dailyCap'],
    [{ currency: 'rub' }, '/currency'],
    [{ currency: 'RUR' }, '/currency'],
    [{ currency: 'XXX' }, '/currency'],
    [{ name: '' }, '/name'],
  ])('is refused with %j', async (fields, path) => {
    const response = await create({ ...minimal, ...fields })
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
  })

  it('is not_found for an unknown location, but validation_failed where another field is invalid', async () => {
    const locationId = randomUUID()
    expectProblem(await create({ ...minimal, locationId }, manager), 404, 'not_found')
    expectProblem(await create({ ...minimal, locationId, stepMinutes: 7 }, manager), 400, 'validation_failed')
  })

  it('may be made by a manager only for the manager’s location; shared tariffs only by administrators', async () => {
    expect((await create({ ...minimal, locationId: location.id }, manager)).status).toBe(201)
    expectProblem(await create({ ...minimal, locationId: other.id }, manager), 403, 'forbidden')
    expectProblem(await create(minimal, manager), 403, 'forbidden')
    expectProblem(await create({ ...minimal, locationId: null }, manager), 403, 'forbidden')
  })
})

describe('the list of tariffs', () => {
  it('has the active tariffs by name; for a location also the shared tariffs; inactive tariffs are visible to their staff', async () => {
    const named = async (name: string, fields: object) =>
      (await makeTariff(service, admin, { name, ...fields })).id
    const [ofLocation, ofOtherLocation, shared, hidden, sharedHidden] = await Promise.all([
      named('zz 3', { locationId: location.id }),
      named('zz 2', { locationId: other.id }),
      named('zz 1', {}),
      named('zz 4', { locationId: location.id, isActive: false }),
      named('zz 5', { isActive: false }),
    ])
    const list = async (query: string, person?: Person): Promise<string[]> => {
      const response = await service.request('GET', `tariffs?limit=1000&${query}`, { token: person?.token })
      return response.body.items
        .filter((item: Created) => item.name.startsWith('zz'))
        .map((item: Created) => item.id)
    }
    const member = await makePerson(service)
    for (const person of [undefined, member, manager, admin]) {
      expect(await list('', person)).toEqual([shared, ofOtherLocation, ofLocation])
      expect(await list(`locationId=${location.id}`, person)).toEqual([shared, ofLocation])
    }
    for (const person of [undefined, member]) expect(await list('isActive=false', person)).toEqual([])
    expect(await list('isActive=false', otherManager)).toEqual([sharedHidden])
    for (const person of [manager, admin])
      expect(await list('isActive=false', person)).toEqual([hidden, sharedHidden])
    for (const [id, person, status] of [
      [hidden, undefined, 404],
      [hidden, member, 404],
      [hidden, otherManager, 404],
      [hidden, manager, 200],
      [sharedHidden, member, 404],
      [sharedHidden, otherManager, 200],
    ] as const)
      expect((await read(id, person)).status).toBe(status)
  })
})
