import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  makeCoworking,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { maxMoney } from '../../shared/money.ts'

const service = useService()
const day = '2026-12-03'
const hourly = { stepMinutes: 60, minMinutes: 60 }
let admin: Person
let usual: Created
let expensive: Created
let expensiveAtNoon: Created

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  usual = (await makeCoworking(service, { tariff: hourly, space: { name: 'usual' } })).space
  const other = await makeCoworking(service, {
    tariff: { ...hourly, hourlyRate: maxMoney },
    space: { name: 'expensive' },
  })
  expensive = other.space
  const noon = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '12:00', to: '14:00', label: 'Noon' }
  const tariff = await makeTariff(service, admin, {
    ...hourly,
    rules: [{ ...noon, hourlyRate: maxMoney }],
  })
  expensiveAtNoon = await makeSpace(service, admin, {
    name: 'expensive at noon',
    locationId: other.location.id,
    tariffId: tariff.id,
  })
})

async function search(from: string, to: string, filter: Record<string, string> = {}) {
  const { startsAt, endsAt } = at(day, from, to)
  const query = new URLSearchParams({ from: startsAt, to: endsAt, ...filter })
  const response = await service.request('GET', `availability?${query}`)
  expect(response.status, response.text).toBe(200)
  const ids = response.body.items.map(({ space }: { space: Created }) => space.id)
  return { ids, reasons: response.body.reasons }
}

describe('a space whose price for the requested time is more than can be charged', () => {
  it('is not offered, while the other spaces are', async () => {
    expect((await search('12:00', '14:00')).ids).toEqual([usual.id])
    expect((await search('10:00', '12:00')).ids).toEqual([expensiveAtNoon.id, usual.id])
  })

  it('is offered for the longest time whose price can be charged', async () => {
    expect((await search('12:00', '13:00')).ids).toEqual([expensive.id, expensiveAtNoon.id, usual.id])
  })

  it.each([
    ['12:00', '14:00'],
    // Two hours would be the nearest length on the steps, but it has no price either.
    ['12:00', '13:30'],
  ])('from %s to %s is counted as invalid_duration, without a nearest length', async (from, to) => {
    const { ids, reasons } = await search(from, to, { locationId: expensive.locationId })
    expect(ids).toEqual([])
    expect(reasons).toEqual([{ code: 'invalid_duration', spaces: 2, minutes: null }])
  })
})
