import { beforeAll, describe, expect, it } from 'vitest'
import {
  book,
  type Created,
  makeCoworking,
  makeMember,
  makeSpace,
  makeTariff,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
beforeAll(async () => {
  coworking = await makeCoworking(service)
})

const weekdays = [1, 2, 3, 4, 5, 6, 7]
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
/** A rule for every `minutes` of each day. */
const rulesOf = (minutes: number) =>
  Array.from({ length: 1440 / minutes }, (_, index) => ({
    weekdays,
    from: clock(index * minutes),
    to: clock((index + 1) * minutes),
    hourlyRate: 100 + index,
    label: `ё${index}`.padEnd(60, 'ё'),
  }))
const month = { startsAt: '2026-12-05T00:00:00+03:00', endsAt: '2027-01-05T00:00:00+03:00' }
const upToAMonth = { maxMinutes: 44_640, dailyCap: 1, hourlyRate: 100 }

describe('a label', () => {
  it.each([
    [60, 'accepted'],
    [61, 'refused'],
  ])('of %i characters is %s', async (length, outcome) => {
    const label = '\u{1F511}'.repeat(length)
    const [rule] = rulesOf(720)
    const body = { name: 'Labels', hourlyRate: 100, rules: [{ ...rule, label }] }
    const created = await service.request('POST', 'tariffs', { token: coworking.admin.token, body })
    if (outcome === 'accepted') expect(created).toMatchObject({ status: 201, body: { rules: [{ label }] } })
    else {
      expectProblem(created, 400, 'validation_failed')
      expect(created.body.errors).toMatchObject([{ path: '/rules/0/label' }])
    }
  })

  it('that is longer, stored by an earlier version, is still shown and priced, but refused in a change of the rules', async () => {
    const tariff = await makeTariff(service, coworking.admin, { rules: rulesOf(720) })
    const label = 'x'.repeat(200)
    const rules = tariff.rules.map((rule: object) => ({ ...rule, label }))
    await service.deps.pool.query('UPDATE tariffs SET rules = $1 WHERE id = $2', [
      JSON.stringify(rules),
      tariff.id,
    ])
    const change = (body: object) =>
      service.request('PATCH', `tariffs/${tariff.id}`, { token: coworking.admin.token, body })
    expect(await change({ name: 'Renamed' })).toMatchObject({ status: 200, body: { rules } })
    const space = await makeSpace(service, coworking.admin, {
      locationId: coworking.location.id,
      tariffId: tariff.id,
    })
    const requested = { startsAt: '2026-12-05T10:00:00+03:00', endsAt: '2026-12-05T11:00:00+03:00' }
    const quote = await service.request('POST', 'quotes', { body: { spaceId: space.id, ...requested } })
    expect(quote.body.lines).toMatchObject([{ reason: label }])
    expectProblem(await change({ rules }), 400, 'validation_failed')
  })
})

describe('the lines of a quote', () => {
  const makeSpaceWith = async (tariff: object): Promise<Created> => {
    const { id: tariffId } = await makeTariff(service, coworking.admin, { ...upToAMonth, ...tariff })
    return makeSpace(service, coworking.admin, { locationId: coworking.location.id, tariffId })
  }

  it('are complete for a month that is priced by the hour, and take less than half a megabyte', async () => {
    const { id: spaceId } = await makeSpaceWith({ rules: rulesOf(60) })
    const { status, body, text } = await service.request('POST', 'quotes', { body: { spaceId, ...month } })
    expect([status, body.lines.length]).toEqual([200, 31 * 25])
    expect(Buffer.byteLength(text)).toBeLessThan(500_000)
    const member = await makeMember(service, coworking.admin)
    expect((await book(service, member, { spaceId, ...month })).body.quote.lines).toEqual(body.lines)
  })

  it('are at most 1000: a price with more lines is refused in every route', async () => {
    const { id: spaceId, tariffId, locationId } = await makeSpaceWith({ rules: rulesOf(15) })
    const member = await makeMember(service, coworking.admin)
    const requested = { spaceId, ...month }
    const refused = await book(service, member, requested)
    expectProblem(refused, 422, 'invalid_duration')
    expect(refused.body.detail).toMatch('more than 1000 lines')
    expectProblem(await service.request('POST', 'quotes', { body: requested }), 422, 'invalid_duration')
    const path = `availability?locationId=${locationId}&from=${encodeURIComponent(month.startsAt)}&to=${encodeURIComponent(month.endsAt)}`
    const { body } = await service.request('GET', path)
    expect(body.items.filter(({ space }: { space: Created }) => space.tariffId === tariffId)).toEqual([])
    const tenDays = { ...requested, endsAt: '2026-12-15T00:00:00+03:00' }
    expect((await service.request('POST', 'quotes', { body: tenDays })).body.lines).toHaveLength(10 * 97)
  })
})
