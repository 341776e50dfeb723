import fc from 'fast-check'
import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  book,
  type Created,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  moveBooking,
  type Person,
  takeStep,
  travelTo,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

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

const minute = 60_000
const half = 30 * minute
const hour = 60 * minute
// One skips an hour and repeats it, the other half of one.
const zones = [
  { timeZone: 'America/New_York', currency: 'USD' },
  { timeZone: 'Australia/Lord_Howe', currency: 'RUB' },
]

const opening = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  opens: fc.integer({ min: 0, max: 40 }),
  length: fc.integer({ min: 2, max: 30 }),
})
const stay = fc.record({
  room: fc.nat(2),
  start: fc.integer({ min: 1, max: 150 }),
  length: fc.integer({ min: 1, max: 12 }),
})
const plan = fc.record({
  zone: fc.nat(zones.length - 1),
  week: fc.array(opening, { minLength: 5, maxLength: 9 }),
  stays: fc.array(stay, { minLength: 15, maxLength: 20 }),
  closures: fc.array(fc.record({ room: fc.option(fc.nat(2)), start: fc.nat(150), length: fc.nat(8) }), {
    maxLength: 2,
  }),
  /** What is done to the how-manieth booking before its time. */
  changes: fc.array(
    fc.record({
      which: fc.nat(40),
      what: fc.constantFrom('cancel', 'move', 'delete'),
      by: fc.integer({ min: -6, max: 6 }),
    }),
    { maxLength: 6 },
  ),
  /** In halves of an hour from the start: when somebody looks after those that are there. */
  rounds: fc.array(fc.nat(150), { maxLength: 3 }),
  from: fc.integer({ min: -1, max: 3 }),
  days: fc.integer({ min: 1, max: 4 }),
})
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never
type World = {
  location: Created
  spaces: Created[]
  manager: Person
  zone: (typeof zones)[number]
  start: number
}

const at = (ms: number) => new Date(ms).toISOString()
const localTime = (halves: number) => `${String(halves >> 1).padStart(2, '0')}:${halves % 2 ? '30' : '00'}`

/** Days on which a place is not open at all are many: the week is laid out so that most are. */
function weekly(openings: Plan['week']) {
  const days = new Map(openings.map((one) => [one.weekday, one]))
  return [...days.values()].map(({ weekday, opens, length }) => ({
    weekday,
    opens: localTime(opens),
    closes: localTime(Math.min(48, opens + length)),
  }))
}

/** A place open all day while it is booked; its hours are shortened afterwards, as the bookings stand. */
async function makeWorld(one: Plan): Promise<World> {
  const zone = zones[one.zone] as (typeof zones)[number]
  const { timeZone, currency } = zone
  // Around the next change of its clock: each world is later than the one before.
  const now = Temporal.Instant.fromEpochMilliseconds(service.clock.now() + 48 * hour).toZonedDateTimeISO(
    timeZone,
  )
  const start = (now.getTimeZoneTransition('next')?.epochMilliseconds ?? 0) - 36 * hour
  await travelTo(service, at(start - 2 * hour), admin, member)
  const location = await makeLocation(service, admin, { timeZone, currency })
  const spaces: Created[] = []
  for (const [type, hourlyRate, requiresCheckIn] of [
    ['desk', 9_999, false],
    ['meeting_room', 7_777, true],
    ['meeting_room', 12_345, false],
  ] as const) {
    const fields = {
      hourlyRate,
      currency,
      stepMinutes: 30,
      cancellation: [{ hoursBefore: 24, refundPercent: 33 }],
    }
    const tariff = await makeTariff(service, admin, fields)
    const ids = { locationId: location.id, tariffId: tariff.id }
    spaces.push(
      await makeSpace(service, admin, { ...ids, type, requiresCheckIn, name: `Room ${spaces.length}` }),
    )
  }
  const manager = await makePerson(service, 'manager', [location.id])
  return { location, spaces, manager, zone, start }
}

async function play({ location, spaces, start }: World, one: Plan): Promise<void> {
  const ids: string[] = []
  const reserve = async ({ room, start: offset, length }: Plan['stays'][number]) => {
    const startsAt = at(start + offset * half)
    const endsAt = at(start + (offset + length) * half)
    const answer = await book(service, admin, {
      spaceId: spaces[room]?.id,
      startsAt,
      endsAt,
      userId: member.id,
    })
    if (answer.status === 201) ids.push(answer.body.id)
    else expect(answer.body.code).toMatch(/booking_conflict|closed|starts_in_past/)
  }
  for (const wish of one.stays) await reserve(wish)
  for (const { which, what, by } of one.changes) {
    const id = ids[which % ids.length]
    if (id === undefined) break
    if (what === 'move') {
      const { body } = await service.request('GET', `bookings/${id}`, { token: admin.token })
      const moved = {
        startsAt: at(Date.parse(body.startsAt) + by * half),
        endsAt: at(Date.parse(body.endsAt) + by * half),
      }
      await moveBooking(service, admin, id, { ...moved, spaceId: spaces[which % 3]?.id })
    } else await takeStep(service, admin, 'cancel', id, by > 0 ? { refundPercent: by * 10 + 1 } : {})
    if (what !== 'delete') continue
    await service.request('DELETE', `bookings/${id}`, { token: admin.token })
    ids.splice(ids.indexOf(id), 1)
  }
  for (const { room, start: offset, length } of one.closures) {
    if (length === 0) continue
    const spaceId = room === null ? null : spaces[room]?.id
    const body = { spaceId, from: at(start + offset * half), to: at(start + (offset + length) * half) }
    const path = `locations/${location.id}/closures?cancelBookings=true`
    expect((await service.request('POST', path, { token: admin.token, body })).status).toBe(201)
  }
  // Those who are there check in; every second one leaves at once, and its time is given to somebody else.
  for (const round of [...one.rounds].sort((a, b) => a - b)) {
    await travelTo(service, at(start + round * half + minute), admin, member)
    for (const id of ids)
      if ((await takeStep(service, admin, 'check-in', id)).status === 200 && round % 2 === 0) {
        await takeStep(service, admin, 'complete', id)
        await reserve({ room: round % 3, start: round + 1, length: 2 })
      }
  }
  const body = { weekly: weekly(one.week) }
  const answer = await service.request('PUT', `locations/${location.id}/opening-hours`, {
    token: admin.token,
    body,
  })
  expect(answer.status).toBe(200)
}

const localDateOf = (timeZone: string, instant: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()

type Entry = { amount: number; currency: string; createdAt: string; spaceId: string; kind: string }

/** Every entry of the location's revenue account, straight from the ledger: debits of it are negative. */
async function ledgerOf({ location }: World): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
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

async function report({ manager, location }: World, kind: string, query: string) {
  const path = `reports/${kind}?locationId=${location.id}&${query}`
  const answer = await service.request('GET', path, { token: manager.token })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

async function expectRevenue(world: World, from: string, to: string): Promise<void> {
  const { timeZone, currency } = world.zone
  const entries = (await ledgerOf(world)).filter(({ createdAt }) => {
    const date = localDateOf(timeZone, createdAt)
    return from <= date && date <= to
  })
  const typeOf = (id: string) => world.spaces.find((space) => space.id === id)?.type
  const keys: Record<string, [(entry: Entry) => string, string]> = {
    day: [({ createdAt }) => localDateOf(timeZone, createdAt), 'date'],
    space: [({ spaceId }) => spaceId, 'spaceId'],
    type: [({ spaceId }) => typeOf(spaceId), 'type'],
    location: [() => world.location.id, 'locationId'],
  }
  const total = entries.reduce((sum, { amount }) => sum + amount, 0)
  for (const [groupBy, [keyOf, field]] of Object.entries(keys)) {
    const { items, totals } = await report(world, 'revenue', `from=${from}&to=${to}&groupBy=${groupBy}`)
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

type Minute = { date: string; slot: string; spaceId: string; open: boolean; taken: boolean }

/** Every minute of every space, looked at one by one: what its wall clock reads, and who has it. */
async function minutesOf(world: World, one: Plan, from: string, to: string): Promise<Minute[]> {
  const { timeZone } = world.zone
  const { body } = await service.request('GET', `bookings?locationId=${world.location.id}&limit=1000`, {
    token: admin.token,
  })
  const bookings = body.items.filter((booking: any) =>
    /pending|confirmed|checked_in|completed/.test(booking.status),
  )
  const week = weekly(one.week)
  const path = `locations/${world.location.id}/closures?limit=1000`
  const closures = (await service.request('GET', path, { token: admin.token })).body.items
  const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone }).epochMilliseconds
  const minutes: Minute[] = []
  const end = midnight(Temporal.PlainDate.from(to).add({ days: 1 }))
  for (let now = midnight(Temporal.PlainDate.from(from)); now < end; now += minute) {
    const wall = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
    const [date, clock] = [wall.toPlainDate().toString(), wall.toPlainTime().toString().slice(0, 5)]
    const isDay = (hours: any) =>
      hours.weekday === wall.dayOfWeek && hours.opens <= clock && clock < hours.closes
    const covers = (from: string, to: string) => Date.parse(from) <= now && now < Date.parse(to)
    for (const { id } of world.spaces) {
      const isClosed = closures.some((one: any) => (one.spaceId ?? id) === id && covers(one.from, one.to))
      const exists = date >= localDateOf(timeZone, at(world.start - 2 * hour))
      const taken = bookings.some((one: any) => one.spaceId === id && covers(one.startsAt, one.endsAt))
      const slot = `${wall.dayOfWeek} ${wall.hour}`
      minutes.push({ date, slot, spaceId: id, open: exists && week.some(isDay) && !isClosed, taken })
    }
  }
  return minutes
}

async function expectOccupancy(world: World, one: Plan, from: string, to: string): Promise<void> {
  const minutes = await minutesOf(world, one, from, to)
  const typeOf = (id: string) => world.spaces.find((space) => space.id === id)?.type
  const keys: Record<string, [(one: Minute) => string, (item: any) => string]> = {
    day: [({ date }) => date, (item) => item.date],
    hour: [({ slot }) => slot, (item) => `${item.weekday} ${item.hour}`],
    space: [({ spaceId }) => spaceId, (item) => item.spaceId],
    type: [({ spaceId }) => typeOf(spaceId), (item) => item.type],
    location: [() => world.location.id, (item) => item.locationId],
  }
  const open = minutes.filter((one) => one.open)
  const taken = minutes.filter((one) => one.taken)
  for (const [groupBy, [keyOf, itemKey]] of Object.entries(keys)) {
    const { items, totals } = await report(world, 'occupancy', `from=${from}&to=${to}&groupBy=${groupBy}`)
    expect(sumBy(items, itemKey, (item: any) => item.openMinutes)).toEqual(sumBy(open, keyOf, () => 1))
    expect(sumBy(items, itemKey, (item: any) => item.occupiedMinutes)).toEqual(sumBy(taken, keyOf, () => 1))
    expect(totals).toMatchObject({ openMinutes: open.length, occupiedMinutes: taken.length })
  }
}

describe('reports over random weeks, bookings, moves, cancellations and early ends, around clock changes', () => {
  it('say of money what the ledger says to the kopeck, and of time what looking at each minute says', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (one) => {
        const world = await makeWorld(one)
        await play(world, one)
        await travelTo(
          service,
          at(Math.max(service.clock.now(), world.start + 40 * half)),
          admin,
          member,
          world.manager,
        )
        const first = Temporal.PlainDate.from(localDateOf(world.zone.timeZone, at(world.start))).add({
          days: one.from - 1,
        })
        const [from, to] = [first.toString(), first.add({ days: one.days }).toString()]
        await expectRevenue(world, from, to)
        await expectOccupancy(world, one, from, to)
      }),
      { numRuns: 4, interruptAfterTimeLimit: 60_000 },
    )
  }, 120_000)
})
