import { describe, expect, it } from 'vitest'
import { changeStatus, makeBooking, makeSpace, travelTo } from '../../../../testing/factories.ts'
import { useReports } from '../../../../testing/fixtures/reports.ts'
import type { OccupancyItem } from './report.schema.ts'

const { service, fixture, report, reserve } = useReports()

describe('GET /reports/occupancy', () => {
  it('by day compares booked with open time, and has a row for each requested day', async () => {
    await reserve('2026-12-03', '10:00', '13:00')
    await reserve('2026-12-03', '17:00', '18:00', { spaceId: fixture.second.id })
    const { items, totals } = await report('occupancy', 'from=2026-12-03&to=2026-12-05')
    const day = { openMinutes: 1_080, noShows: 0, weekday: null, spaceId: null, locationId: null, type: null }
    expect(items).toMatchObject([
      { ...day, date: '2026-12-03', occupiedMinutes: 240, rate: 0.2222, bookings: 2 },
      { ...day, date: '2026-12-04', occupiedMinutes: 0, rate: 0, bookings: 0 },
      { ...day, date: '2026-12-05', openMinutes: 0, occupiedMinutes: 0, rate: null, bookings: 0 },
    ])
    expect(totals).toEqual({
      openMinutes: 2_160,
      occupiedMinutes: 240,
      rate: 0.1111,
      bookings: 2,
      noShows: 0,
    })
  })

  it('by hour adds up the weeks, and has a row for each hour of each weekday', async () => {
    await reserve('2026-12-03', '09:30', '11:00')
    await reserve('2026-12-10', '10:00', '11:00')
    const { items } = await report('occupancy', 'from=2026-12-01&to=2026-12-14&groupBy=hour')
    expect(items).toHaveLength(7 * 24)
    const thursday = items.filter((item: OccupancyItem) => item.weekday === 4 && item.openMinutes > 0)
    expect(thursday).toHaveLength(9)
    expect(thursday.slice(0, 3)).toMatchObject([
      { hour: 9, openMinutes: 240, occupiedMinutes: 30, bookings: 1 },
      { hour: 10, openMinutes: 240, occupiedMinutes: 120, bookings: 1 },
      { hour: 11, openMinutes: 240, occupiedMinutes: 0, bookings: 0 },
    ])
  })

  it('by space, type and location has their names', async () => {
    await reserve('2026-12-03', '10:00', '13:00')
    const query = 'from=2026-12-03&to=2026-12-03&groupBy'
    const place = { locationId: fixture.location.id, locationName: fixture.location.name }
    expect((await report('occupancy', `${query}=space`)).items).toMatchObject([
      { ...place, spaceId: fixture.second.id, spaceName: 'Desk 2', type: 'desk', occupiedMinutes: 0 },
      { ...place, spaceId: fixture.space.id, spaceName: 'Room', type: 'meeting_room', occupiedMinutes: 180 },
    ])
    expect((await report('occupancy', `${query}=type`)).items).toMatchObject([
      { locationId: null, spaceId: null, type: 'desk', openMinutes: 540 },
      { locationId: null, spaceId: null, type: 'meeting_room', occupiedMinutes: 180 },
    ])
    expect((await report('occupancy', `${query}=location`)).items).toMatchObject([
      { ...place, spaceId: null, type: null, openMinutes: 1_080, occupiedMinutes: 180 },
    ])
  })

  it.each(['day', 'space'])(
    'by %s counts a minute once that was booked again after a booking ended early',
    async (groupBy) => {
      const early = await reserve('2026-12-01', '10:00', '14:00')
      await travelTo(service, '2026-12-01T08:00:00Z', fixture.admin, fixture.member)
      await changeStatus(service, fixture.member, 'check-in', early.id)
      await changeStatus(service, fixture.member, 'complete', early.id)
      await reserve('2026-12-01', '12:00', '13:00')
      await reserve('2026-12-01', '13:30', '15:00')
      const { totals } = await report('occupancy', `from=2026-12-01&to=2026-12-01&groupBy=${groupBy}`)
      expect(totals).toMatchObject({ occupiedMinutes: 300, bookings: 3 })
    },
  )

  it.each(['day', 'space'])(
    'by %s counts pending and completed bookings, no-shows separately, and neither expired nor cancelled bookings',
    async (groupBy) => {
      const ids = { locationId: fixture.location.id, tariffId: fixture.tariff.id }
      const checkInSpace = await makeSpace(service, fixture.admin, { ...ids, requiresCheckIn: true })
      const approvalSpace = await makeSpace(service, fixture.admin, { ...ids, requiresApproval: true })
      await reserve('2026-12-01', '10:00', '11:00', { spaceId: checkInSpace.id })
      await reserve('2026-12-01', '12:00', '13:00', { spaceId: approvalSpace.id })
      await reserve('2026-12-01', '16:00', '16:30', { spaceId: approvalSpace.id })
      await reserve('2026-12-01', '10:00', '11:30')
      await changeStatus(
        service,
        fixture.member,
        'cancel',
        (await reserve('2026-12-01', '15:00', '18:00')).id,
      )
      await travelTo(service, '2026-12-01T12:00:00Z', fixture.admin)
      const { totals } = await report('occupancy', `from=2026-12-01&to=2026-12-01&groupBy=${groupBy}`)
      expect(totals).toMatchObject({ occupiedMinutes: 120, bookings: 2, noShows: 1 })
    },
  )

  it('cuts a booking at the ends of the period, and counts it on the day on which it starts', async () => {
    await service.request('PUT', `locations/${fixture.location.id}/opening-hours`, {
      token: fixture.admin.token,
      body: { weekly: [3, 4].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })) },
    })
    await makeBooking(service, fixture.member, {
      spaceId: fixture.space.id,
      startsAt: '2026-12-02T22:00:00+03:00',
      endsAt: '2026-12-03T03:00:00+03:00',
    })
    const only = (date: string) => report('occupancy', `from=${date}&to=${date}`)
    expect((await only('2026-12-02')).items).toMatchObject([{ occupiedMinutes: 120, bookings: 1 }])
    expect((await only('2026-12-03')).items).toMatchObject([{ occupiedMinutes: 180, bookings: 0 }])
  })

  it('subtracts closures of the location from every space, and closures of a space from that space', async () => {
    const close = (body: object) =>
      service.request('POST', `locations/${fixture.location.id}/closures`, {
        token: fixture.admin.token,
        body,
      })
    await close({ from: '2026-12-03T09:00:00+03:00', to: '2026-12-03T10:00:00+03:00' })
    await close({
      from: '2026-12-03T09:30:00+03:00',
      to: '2026-12-03T12:00:00+03:00',
      spaceId: fixture.second.id,
    })
    const { items } = await report('occupancy', 'from=2026-12-03&to=2026-12-03&groupBy=space')
    expect(items).toMatchObject([
      { spaceId: fixture.second.id, openMinutes: 360 },
      { spaceId: fixture.space.id, openMinutes: 480 },
    ])
  })

  it('counts the open time of a space from the day on which it was made, and not that of a deleted space without bookings', async () => {
    await travelTo(service, '2026-12-03T12:00:00Z', fixture.admin)
    const late = await makeSpace(service, fixture.admin, {
      locationId: fixture.location.id,
      tariffId: fixture.tariff.id,
      name: 'Late',
    })
    const deletion = await service.request('DELETE', `spaces/${fixture.second.id}`, {
      token: fixture.admin.token,
    })
    expect(deletion.status).toBe(204)
    const { items } = await report('occupancy', 'from=2026-12-01&to=2026-12-04&groupBy=space')
    expect(items).toMatchObject([
      { spaceId: late.id, openMinutes: 1_080 },
      { spaceId: fixture.space.id, openMinutes: 2_160 },
    ])
  })

  it('counts the bookings of a space that was deleted later, and its open time until the day of the deletion', async () => {
    await reserve('2026-12-01', '10:00', '11:00', { spaceId: fixture.second.id })
    await travelTo(service, '2026-12-03T12:00:00Z', fixture.admin)
    await service.request('DELETE', `spaces/${fixture.second.id}`, { token: fixture.admin.token })
    const { items } = await report('occupancy', 'from=2026-12-01&to=2026-12-04&groupBy=space')
    expect(items[0]).toMatchObject({ spaceId: fixture.second.id, openMinutes: 1_620, occupiedMinutes: 60 })
  })
})
