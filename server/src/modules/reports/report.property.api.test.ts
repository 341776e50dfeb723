import fc from 'fast-check'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeMember, makePerson, type Person, travelTo } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { tries } from '../../../../testing/oracles/arbitraries.ts'
import {
  at,
  executePlan,
  halfHour,
  hour,
  makeReportFixture,
  minute as minuteMs,
  type Plan,
  planArbitrary,
  type ReportFixture,
  weekly,
} from '../../../../testing/oracles/report-fixture.ts'

const service = useService()
let admin: Person
let member: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  member = await makeMember(service, admin, 1_000_000_000)
  await service.request('POST', `users/${member.id}/wallet/entries`, {
    token: admin.token,
    body: { kind: 'top_up', amount: 1_000_000_000, currency: 'USD' },
  })
})

const localDateOf = (timeZone: string, instant: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()

type RevenueRow = { amount: number; currency: string; createdAt: string; spaceId: string; kind: string }

/** All rows of the view `entries` for the location's revenue account: debits of it are negative. */
async function ledgerOf({ location }: ReportFixture): Promise<RevenueRow[]> {
  const { rows } = await sql<RevenueRow>`
    SELECT entries.amount, accounts.currency, transfers.created_at, transfers.kind, bookings.space_id
    FROM entries JOIN accounts ON accounts.id = entries.account_id JOIN transfers ON transfers.id = entries.transfer_id
    JOIN bookings ON bookings.id = transfers.booking_id
    WHERE accounts.kind = 'revenue' AND accounts.location_id = ${location.id}`.execute(service.deps.db)
  return rows
}

const sumBy = <T>(items: T[], keyOf: (item: T) => string, amountOf: (item: T) => number) => {
  const sums: Record<string, number> = {}
  for (const item of items) sums[keyOf(item)] = (sums[keyOf(item)] ?? 0) + amountOf(item)
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}

async function report({ manager, location }: ReportFixture, kind: string, query: string) {
  const path = `reports/${kind}?locationId=${location.id}&${query}`
  const response = await service.request('GET', path, { token: manager.token })
  expect(response.status, response.text).toBe(200)
  return response.body
}

async function expectRevenue(fixture: ReportFixture, from: string, to: string): Promise<void> {
  const { timeZone, currency } = fixture.zone
  const entries = (await ledgerOf(fixture)).filter(({ createdAt }) => {
    const date = localDateOf(timeZone, createdAt)
    return from <= date && date <= to
  })
  const typeOf = (id: string) => fixture.spaces.find((space) => space.id === id)?.type
  const keys: Record<string, [(row: RevenueRow) => string, string]> = {
    day: [({ createdAt }) => localDateOf(timeZone, createdAt), 'date'],
    space: [({ spaceId }) => spaceId, 'spaceId'],
    type: [({ spaceId }) => typeOf(spaceId), 'type'],
    location: [() => fixture.location.id, 'locationId'],
  }
  const total = entries.reduce((sum, { amount }) => sum + amount, 0)
  for (const [groupBy, [keyOf, field]] of Object.entries(keys)) {
    const { items, totals } = await report(fixture, 'revenue', `from=${from}&to=${to}&groupBy=${groupBy}`)
    const net = sumBy<any>(
      items,
      (item) => item[field],
      (item) => item.revenue,
    )
    expect(net).toEqual(sumBy(entries, keyOf, ({ amount }) => amount))
    const back = sumBy<any>(
      items,
      (item) => item[field],
      (item) => item.refunds,
    )
    const refunds = entries.filter(({ kind }) => kind === 'refund')
    expect(back).toEqual(sumBy(refunds, keyOf, ({ amount }) => -amount))
    expect(totals).toMatchObject([{ currency, revenue: total }])
  }
}

type Minute = { date: string; weekdayHour: string; spaceId: string; open: boolean; taken: boolean }

/** Every minute of every space, checked separately: its wall-clock time, and the booking that takes it. */
async function minutesOf(fixture: ReportFixture, plan: Plan, from: string, to: string): Promise<Minute[]> {
  const { timeZone } = fixture.zone
  const { body } = await service.request('GET', `bookings?locationId=${fixture.location.id}&limit=1000`, {
    token: admin.token,
  })
  const bookings = body.items.filter((booking: any) =>
    /pending|confirmed|checked_in|completed/.test(booking.status),
  )
  const week = weekly(plan.week)
  const path = `locations/${fixture.location.id}/closures?limit=1000`
  const closures = (await service.request('GET', path, { token: admin.token })).body.items
  const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone }).epochMilliseconds
  const minutes: Minute[] = []
  const end = midnight(Temporal.PlainDate.from(to).add({ days: 1 }))
  for (let now = midnight(Temporal.PlainDate.from(from)); now < end; now += minuteMs) {
    const wall = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
    const [date, clock] = [wall.toPlainDate().toString(), wall.toPlainTime().toString().slice(0, 5)]
    const coversMinute = (hours: any) =>
      hours.weekday === wall.dayOfWeek && hours.opens <= clock && clock < hours.closes
    const covers = (from: string, to: string) => Date.parse(from) <= now && now < Date.parse(to)
    for (const { id } of fixture.spaces) {
      const isClosed = closures.some(
        (closure: any) => (closure.spaceId ?? id) === id && covers(closure.from, closure.to),
      )
      const exists = date >= localDateOf(timeZone, at(fixture.start - 2 * hour))
      const taken = bookings.some(
        (booking: any) => booking.spaceId === id && covers(booking.startsAt, booking.endsAt),
      )
      const weekdayHour = `${wall.dayOfWeek} ${wall.hour}`
      minutes.push({
        date,
        weekdayHour,
        spaceId: id,
        open: exists && week.some(coversMinute) && !isClosed,
        taken,
      })
    }
  }
  return minutes
}

async function expectOccupancy(fixture: ReportFixture, plan: Plan, from: string, to: string): Promise<void> {
  const minutes = await minutesOf(fixture, plan, from, to)
  const typeOf = (id: string) => fixture.spaces.find((space) => space.id === id)?.type
  const keys: Record<string, [(minute: Minute) => string, (item: any) => string]> = {
    day: [({ date }) => date, (item) => item.date],
    hour: [({ weekdayHour }) => weekdayHour, (item) => `${item.weekday} ${item.hour}`],
    space: [({ spaceId }) => spaceId, (item) => item.spaceId],
    type: [({ spaceId }) => typeOf(spaceId), (item) => item.type],
    location: [() => fixture.location.id, (item) => item.locationId],
  }
  const open = minutes.filter((minute) => minute.open)
  const taken = minutes.filter((minute) => minute.taken)
  for (const [groupBy, [keyOf, itemKey]] of Object.entries(keys)) {
    const { items, totals } = await report(fixture, 'occupancy', `from=${from}&to=${to}&groupBy=${groupBy}`)
    expect(sumBy(items, itemKey, (item: any) => item.openMinutes)).toEqual(sumBy(open, keyOf, () => 1))
    expect(sumBy(items, itemKey, (item: any) => item.occupiedMinutes)).toEqual(sumBy(taken, keyOf, () => 1))
    expect(totals).toMatchObject({ openMinutes: open.length, occupiedMinutes: taken.length })
  }
}

describe('reports over random weeks, bookings, moves, cancellations and early ends, around clock changes', () => {
  it('equal the ledger in money, to the kopeck, and a check of every minute in time', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, async (plan) => {
        const fixture = await makeReportFixture({ service, admin, member }, plan)
        await executePlan({ service, admin, member }, fixture, plan)
        await travelTo(
          service,
          at(Math.max(service.clock.now(), fixture.start + 40 * halfHour)),
          admin,
          member,
          fixture.manager,
        )
        const first = Temporal.PlainDate.from(localDateOf(fixture.zone.timeZone, at(fixture.start))).add({
          days: plan.from - 1,
        })
        const [from, to] = [first.toString(), first.add({ days: plan.days }).toString()]
        await expectRevenue(fixture, from, to)
        await expectOccupancy(fixture, plan, from, to)
      }),
      tries(4, { isSlow: true }),
    )
  })
})
