import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  makeBooking,
  makeCoworking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  takeStep,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
const workdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '18:00' }))

let admin: Person
let member: Person
let location: Created
let space: Created
let tariff: Created
let second: Created

// Two rooms for 600 roubles an hour, open from nine to six on workdays; today is Tuesday, 1 December 2026.
beforeEach(async () => {
  service.clock.set(startOfTests)
  const world = await makeCoworking(service, { location: { weekly: workdays } })
  ;({ admin, location, space, tariff } = world)
  const ids = { locationId: location.id, tariffId: tariff.id }
  second = await makeSpace(service, admin, { ...ids, name: 'Desk 2', type: 'desk' })
  member = await makeMember(service, admin)
})

const ask = (kind: string, query: string, person = admin) =>
  service.request('GET', `reports/${kind}?${query}`, { token: person.token })

/** A report on this test's location. */
async function report(kind: 'occupancy' | 'revenue', query: string) {
  const answer = await ask(kind, `locationId=${location.id}&${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

const reserve = (date: string, from: string, to: string, fields: object = {}) =>
  makeBooking(service, member, { spaceId: space.id, ...at(date, from, to), ...fields })

describe('GET /reports/revenue', () => {
  it('by day has charges and refunds on the local date on which they were entered', async () => {
    const { id } = await reserve('2026-12-10', '10:00', '12:00')
    await travelTo(service, '2026-12-01T20:59:59.999Z', admin, member)
    await reserve('2026-12-10', '13:00', '14:00')
    await travelTo(service, '2026-12-01T21:00:00.000Z', admin, member)
    await takeStep(service, admin, 'cancel', id, { refundPercent: 25 })
    const { items, totals } = await report('revenue', 'from=2026-12-01&to=2026-12-02')
    expect(items).toMatchObject([
      { date: '2026-12-01', currency: 'RUB', charges: 180_000, refunds: 0, revenue: 180_000 },
      { date: '2026-12-02', currency: 'RUB', charges: 0, refunds: 30_000, revenue: -30_000 },
    ])
    expect(totals).toEqual([{ currency: 'RUB', charges: 180_000, refunds: 30_000, revenue: 150_000 }])
  })

  it('by space, kind and location names them, without money, too', async () => {
    await reserve('2026-12-10', '10:00', '12:00')
    const query = 'from=2026-12-01&to=2026-12-01&groupBy'
    expect((await report('revenue', `${query}=space`)).items).toMatchObject([
      { spaceName: 'Desk 2', currency: 'RUB', revenue: 0 },
      { spaceName: 'Room', currency: 'RUB', revenue: 120_000 },
    ])
    expect((await report('revenue', `${query}=type`)).items).toMatchObject([
      { type: 'desk', revenue: 0 },
      { type: 'meeting_room', revenue: 120_000 },
    ])
    expect((await report('revenue', `${query}=location`)).items).toMatchObject([
      { locationName: location.name, revenue: 120_000 },
    ])
  })

  it('adds nothing up across currencies', async () => {
    const abroad = await makeLocation(service, admin, { currency: 'EUR', timeZone: 'Europe/Berlin' })
    const euros = await makeTariff(service, admin, { currency: 'EUR', hourlyRate: 1_200 })
    const room = await makeSpace(service, admin, { locationId: abroad.id, tariffId: euros.id })
    await service.request('POST', `users/${member.id}/wallet/entries`, {
      token: admin.token,
      body: { kind: 'top_up', amount: 5_000, currency: 'EUR' },
    })
    await reserve('2026-12-10', '10:00', '12:00')
    await reserve('2026-12-10', '10:00', '12:00', { spaceId: room.id })
    const manager = await makePerson(service, 'manager', [location.id, abroad.id])
    const { body } = await ask('revenue', 'from=2026-12-01&to=2026-12-01', manager)
    expect(body.items).toMatchObject([
      { date: '2026-12-01', currency: 'EUR', revenue: 2_400 },
      { date: '2026-12-01', currency: 'RUB', revenue: 120_000 },
    ])
    expect(body.totals.map((total: { currency: string }) => total.currency)).toEqual(['EUR', 'RUB'])
  })

  it('keeps top-ups out: money that nobody has spent yet is not earned', async () => {
    await topUp(service, admin, member.id, 1_000)
    const { totals } = await report('revenue', 'from=2026-12-01&to=2026-12-01')
    expect(totals).toMatchObject([{ charges: 0, refunds: 0 }])
  })
})

describe.each(['occupancy', 'revenue'] as const)('any report on %s', (kind) => {
  const period = 'from=2026-12-01&to=2026-12-31'

  it('covers the locations that a manager runs, and no others', async () => {
    const other = await makeLocation(service, admin, { name: 'Elsewhere' })
    await makeSpace(service, admin, { locationId: other.id, tariffId: tariff.id })
    const manager = await makePerson(service, 'manager', [location.id])
    const mine = await ask(kind, `${period}&groupBy=location`, manager)
    expect(mine.body.items.map((item: Created) => item.locationId)).toEqual([location.id])
    expectProblem(await ask(kind, `${period}&locationId=${other.id}`, manager), 403, 'forbidden')
    const all = await ask(kind, `${period}&groupBy=location`)
    expect(all.body.items.map((item: Created) => item.locationId)).toEqual(
      expect.arrayContaining([location.id, other.id]),
    )
  })

  it('is empty for a manager without locations', async () => {
    const { status, body } = await ask(kind, period, await makePerson(service, 'manager'))
    expect(status).toBe(200)
    expect(body.items).toEqual([])
  })

  it('is refused for a location that there is not, a day that there is not, days backwards and too many', async () => {
    expectProblem(await ask(kind, `${period}&locationId=${crypto.randomUUID()}`), 404, 'not_found')
    expectProblem(await ask(kind, 'from=2026-02-30&to=2026-03-01'), 400, 'validation_failed')
    expectProblem(await ask(kind, 'from=2026-12-02&to=2026-12-01'), 422, 'invalid_interval')
    expectProblem(await ask(kind, 'from=2021-01-01&to=2026-12-01'), 400, 'validation_failed')
    expectProblem(await ask(kind, `${period}&groupBy=week`), 400, 'validation_failed')
  })

  it('comes as CSV with the same rows, and with no name that a spreadsheet would take for a formula', async () => {
    await service.request('PATCH', `spaces/${space.id}`, {
      token: admin.token,
      body: { name: '=1+1, "wide"' },
    })
    await reserve('2026-12-01', '10:00', '12:00')
    const query = `locationId=${location.id}&from=2026-12-01&to=2026-12-01&groupBy=space&format=csv`
    const answer = await ask(kind, query)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    const place = `${location.id},${location.name}`
    const [desk, room] =
      kind === 'occupancy' ? ['540,0,0,0,0', '540,120,0.2222,1,0'] : ['RUB,0,0,0', 'RUB,120000,0,120000']
    const header =
      kind === 'occupancy'
        ? 'openMinutes,occupiedMinutes,rate,bookings,noShows'
        : 'currency,charges,refunds,revenue'
    expect(answer.text.split('\r\n')).toEqual([
      `\ufefflocationId,locationName,spaceId,spaceName,type,${header}`,
      `${place},${space.id},"'=1+1, ""wide""",meeting_room,${room}`,
      `${place},${second.id},Desk 2,desk,${desk}`,
      '',
    ])
  })
})
