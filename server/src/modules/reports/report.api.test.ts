import { describe, expect, it } from 'vitest'
import {
  changeStatus,
  makeLocation,
  makePerson,
  makeSpace,
  makeTariff,
  topUp,
  travelTo,
} from '../../../../testing/factories.ts'
import { useReports } from '../../../../testing/fixtures/reports.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import type { OccupancyItem } from './report.schema.ts'

const { service, fixture, getReport, report, reserve } = useReports()

describe('GET /reports/revenue', () => {
  it('by day has charges and refunds on the local date on which they were entered', async () => {
    const { id } = await reserve('2026-12-10', '10:00', '12:00')
    await travelTo(service, '2026-12-01T20:59:59.999Z', fixture.admin, fixture.member)
    await reserve('2026-12-10', '13:00', '14:00')
    await travelTo(service, '2026-12-01T21:00:00.000Z', fixture.admin, fixture.member)
    await changeStatus(service, fixture.admin, 'cancel', id, { refundPercent: 25 })
    const { items, totals } = await report('revenue', 'from=2026-12-01&to=2026-12-02')
    expect(items).toMatchObject([
      { date: '2026-12-01', currency: 'RUB', charges: 180_000, refunds: 0, revenue: 180_000 },
      { date: '2026-12-02', currency: 'RUB', charges: 0, refunds: 30_000, revenue: -30_000 },
    ])
    expect(totals).toEqual([{ currency: 'RUB', charges: 180_000, refunds: 30_000, revenue: 150_000 }])
  })

  it('by space, type and location has their names, also without transfers', async () => {
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
      { locationName: fixture.location.name, revenue: 120_000 },
    ])
  })

  it('does not add amounts of different currencies', async () => {
    const abroad = await makeLocation(service, fixture.admin, { currency: 'EUR', timeZone: 'Europe/Berlin' })
    const euros = await makeTariff(service, fixture.admin, { currency: 'EUR', hourlyRate: 1_200 })
    const room = await makeSpace(service, fixture.admin, { locationId: abroad.id, tariffId: euros.id })
    await service.request('POST', `users/${fixture.member.id}/wallet/entries`, {
      token: fixture.admin.token,
      body: { kind: 'top_up', amount: 5_000, currency: 'EUR' },
    })
    await reserve('2026-12-10', '10:00', '12:00')
    await reserve('2026-12-10', '10:00', '12:00', { spaceId: room.id })
    const manager = await makePerson(service, 'manager', [fixture.location.id, abroad.id])
    const { body } = await getReport('revenue', 'from=2026-12-01&to=2026-12-01', manager)
    expect(body.items).toMatchObject([
      { date: '2026-12-01', currency: 'EUR', revenue: 2_400 },
      { date: '2026-12-01', currency: 'RUB', revenue: 120_000 },
    ])
    expect(body.totals.map((total: { currency: string }) => total.currency)).toEqual(['EUR', 'RUB'])
  })

  it('leaves out top-ups, because money that is not spent yet is no revenue', async () => {
    await topUp(service, fixture.admin, fixture.member.id, 1_000)
    const { totals } = await report('revenue', 'from=2026-12-01&to=2026-12-01')
    expect(totals).toMatchObject([{ charges: 0, refunds: 0 }])
  })
})

describe.each(['occupancy', 'revenue'] as const)('any report on %s', (kind) => {
  const period = 'from=2026-12-01&to=2026-12-31'

  it('covers only the locations that a manager runs', async () => {
    const other = await makeLocation(service, fixture.admin, { name: 'Elsewhere' })
    await makeSpace(service, fixture.admin, { locationId: other.id, tariffId: fixture.tariff.id })
    const manager = await makePerson(service, 'manager', [fixture.location.id])
    const response = await getReport(kind, `${period}&groupBy=location`, manager)
    expect(response.body.items.map((item: OccupancyItem) => item.locationId)).toEqual([fixture.location.id])
    expectProblem(await getReport(kind, `${period}&locationId=${other.id}`, manager), 403, 'forbidden')
    const all = await getReport(kind, `${period}&groupBy=location`)
    expect(all.body.items.map((item: OccupancyItem) => item.locationId)).toEqual(
      expect.arrayContaining([fixture.location.id, other.id]),
    )
  })

  it('has no rows of 0 for an inactive location, except each day of a report on that location alone', async () => {
    const inactive = await makeLocation(service, fixture.admin, {
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    })
    const euros = await makeTariff(service, fixture.admin, { currency: 'EUR' })
    await makeSpace(service, fixture.admin, { locationId: inactive.id, tariffId: euros.id })
    await service.request('PATCH', `locations/${inactive.id}`, {
      token: fixture.admin.token,
      body: { isActive: false },
    })
    await travelTo(service, '2027-01-11T12:00:00Z', fixture.admin)
    const manager = await makePerson(service, 'manager', [fixture.location.id, inactive.id])
    const query = 'from=2027-01-10&to=2027-01-11'
    const itemsBy = async (groupBy: string, more = '') =>
      (await getReport(kind, `${query}&groupBy=${groupBy}${more}`, manager)).body.items
    for (const groupBy of ['location', 'space'])
      for (const { locationId } of await itemsBy(groupBy)) expect(locationId).toBe(fixture.location.id)
    const days = ['2027-01-10', '2027-01-11']
    expect((await itemsBy('day')).map((item: OccupancyItem) => item.date)).toEqual(days)
    expect(
      (await itemsBy('day', `&locationId=${inactive.id}`)).map((item: OccupancyItem) => item.date),
    ).toEqual(days)
  })

  it('is empty for a manager without locations', async () => {
    const { status, body } = await getReport(kind, period, await makePerson(service, 'manager'))
    expect(status).toBe(200)
    expect(body.items).toEqual([])
  })

  it('is refused for an unknown location, an invalid date, a range that ends before it starts and a range that is too long', async () => {
    expectProblem(await getReport(kind, `${period}&locationId=${crypto.randomUUID()}`), 404, 'not_found')
    expectProblem(await getReport(kind, 'from=2026-02-30&to=2026-03-01'), 400, 'validation_failed')
    expectProblem(await getReport(kind, 'from=2026-12-02&to=2026-12-01'), 422, 'invalid_interval')
    expectProblem(await getReport(kind, 'from=2021-01-01&to=2026-12-01'), 400, 'validation_failed')
    expectProblem(await getReport(kind, `${period}&groupBy=week`), 400, 'validation_failed')
  })

  it('is available as CSV with the same rows, in which no name begins like a formula of a spreadsheet', async () => {
    await service.request('PATCH', `spaces/${fixture.space.id}`, {
      token: fixture.admin.token,
      body: { name: '=1+1, "wide"' },
    })
    await reserve('2026-12-01', '10:00', '12:00')
    const query = `locationId=${fixture.location.id}&from=2026-12-01&to=2026-12-01&groupBy=space&format=csv`
    const response = await getReport(kind, query)
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8')
    const place = `${fixture.location.id},${fixture.location.name}`
    const [desk, room] =
      kind === 'occupancy' ? ['540,0,0,0,0', '540,120,0.2222,1,0'] : ['RUB,0,0,0', 'RUB,120000,0,120000']
    const header =
      kind === 'occupancy'
        ? 'openMinutes,occupiedMinutes,rate,bookings,noShows'
        : 'currency,charges,refunds,revenue'
    expect(response.text.split('\r\n')).toEqual([
      `\ufefflocationId,locationName,spaceId,spaceName,type,${header}`,
      `${place},${fixture.space.id},"'=1+1, ""wide""",meeting_room,${room}`,
      `${place},${fixture.second.id},Desk 2,desk,${desk}`,
      '',
    ])
  })
})
