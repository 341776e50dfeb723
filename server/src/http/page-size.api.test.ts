import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { copySpaces } from '../../../testing/copy-spaces.ts'
import {
  type Created,
  makeCoworking,
  makeMember,
  makeTariff,
  type Person,
} from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'

// A page ends early where it would be longer than 2 MB, and the next page begins with the next row.

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

const twoMegabytes = 2_000_000
const day = 'from=2026-12-07T00:00:00Z&to=2026-12-14T00:00:00Z'
const someTime = 'from=2026-12-07T09:30:00Z&to=2026-12-07T09:50:00Z'
const counts = { bookings: 700, quotes: 24, tariffs: 110, spaces: 500 }
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

beforeAll(async () => {
  const weekly = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    Array.from({ length: 28 }, (_, index) => ({
      weekday,
      opens: clock(index * 50),
      closes: clock(index * 50 + 40),
    })),
  )
  coworking = await makeCoworking(service, {
    location: { weekly },
    tariff: { minMinutes: 1, stepMinutes: 1 },
  })
  member = await makeMember(service, coworking.admin)
  const rules = Array.from({ length: 100 }, (_, index) => ({
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from: clock(index * 14),
    to: clock(index * 14 + 14),
    hourlyRate: index,
    label: `${index}`.padEnd(60, 'ё'),
  }))
  for (let n = 0; n < counts.tariffs; n++)
    await makeTariff(service, coworking.admin, { name: `No. ${n}`, rules })
  await copySpaces(service, coworking.space.id, counts.spaces, { description: 'ё'.repeat(2_000) })
  await insertBookings()
})

const query = (text: string, values: unknown[]) => service.deps.pool.query(text, values)

/** Cancelled bookings with long reasons, and a few with very long quotes; several with equal starts, prices and creation times. */
async function insertBookings(): Promise<void> {
  const line = {
    startsAt: coworking.space.createdAt,
    endsAt: coworking.space.createdAt,
    minutes: 1,
    hourlyRate: 0,
    amount: 0,
  }
  const lines = Array.from({ length: 900 }, () => ({ ...line, reason: randomUUID().padEnd(60, 'ё') }))
  const quoteOf = (lines: object[]) =>
    JSON.stringify({ total: 0, currency: 'RUB', minutes: 60, lines, cancellation: [] })
  const insert = (count: number, reason: string, quote: string) =>
    query(
      `INSERT INTO bookings (id, user_id, space_id, location_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes,
          requires_check_in, status, title, total_price, currency, quote, cancellation, cancelled_at, cancel_reason, created_at, updated_at)
        SELECT gen_random_uuid(), $1, $2, $3, at, at + interval '1 hour', 0, 0, false, 'cancelled', '', 0, 'RUB', $4, '[]', at, $5, at, at
        FROM (SELECT timestamptz '2026-12-20T00:00:00Z' + n / 7 * interval '1 hour' AS at FROM generate_series(1, $6) n) rows`,
      [member.id, coworking.space.id, coworking.location.id, quote, reason, count],
    )
  await insert(counts.bookings, 'ё"\n'.repeat(600), quoteOf([]))
  await insert(counts.quotes, 'short', quoteOf(lines))
}

/** Reads every page of a list. No page is longer than 2 MB; a page that ends early has more than 70 % of that. */
async function walk(path: string, limit = 1_000) {
  const pages: Created[][] = []
  for (let cursor = ''; ; ) {
    const join = path.includes('?') ? '&' : '?'
    const url = `${path}${join}limit=${limit}${cursor && `&cursor=${cursor}`}`
    const { status, body, text } = await service.request('GET', url, { token: coworking.admin.token })
    expect(status, text.slice(0, 200)).toBe(200)
    // The rows are limited to 2 MB; the brackets around them and the cursor come on top.
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(twoMegabytes + 500)
    pages.push(body.items)
    if (body.nextCursor === null) break
    if (body.items.length < limit) expect(Buffer.byteLength(text)).toBeGreaterThan(twoMegabytes * 0.7)
    cursor = body.nextCursor
  }
  return pages
}
const idOf = (row: Created) => row.id ?? row.spaceId ?? row.space?.id

describe('a page that would be longer than 2 MB ends early, and no row is skipped or repeated,', () => {
  it.each([
    ['startsAt', ''],
    ['-startsAt', '&include=user,space'],
    ['createdAt', '&include=quote'],
    ['-createdAt', '&include=quote,space'],
    ['totalPrice', '&include=quote'],
    ['-totalPrice', ''],
  ])('of bookings by %s%s', async (sort, include) => {
    const pages = await walk(`bookings?sort=${sort}${include}`)
    expect(pages.length).toBeGreaterThan(1)
    const rows = pages.flat()
    const field = sort.replace('-', '')
    const keys = rows.map((row) => [row[field], row.id])
    const sorted = keys.toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    expect(keys).toEqual(sort.startsWith('-') ? sorted.toReversed() : sorted)
    expect(new Set(rows.map(idOf)).size).toBe(counts.bookings + counts.quotes)
    expect(rows).toHaveLength(counts.bookings + counts.quotes)
    expect(rows.every((row) => 'quote' in row === include.includes('quote'))).toBe(true)
  })

  it.each([
    ['tariffs', counts.tariffs + 1],
    ['spaces', counts.spaces + 1],
    [`availability?${someTime}`, counts.spaces + 1],
  ])('of %s', async (path, count) => {
    const pages = await walk(path)
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.flat()).toHaveLength(count)
    expect(new Set(pages.flat().map(idOf)).size).toBe(count)
  })

  it('of the availability of a location', async () => {
    const pages = await walk(`locations/${coworking.location.id}/availability?${day}`)
    expect(pages.length).toBeGreaterThan(1)
    expect(new Set(pages.flat().map(idOf)).size).toBe(counts.spaces + 1)
    expect(pages.flat()).toHaveLength(counts.spaces + 1)
  })
})

describe('a page of at most 2 MB has as many rows as requested,', () => {
  it('of bookings', async () => {
    const pages = await walk(`bookings?userId=${member.id}`, 200)
    expect(pages.map((page) => page.length)).toEqual([200, 200, 200, 124])
  })

  it('of the audit trail, whose events hold no text', async () => {
    const pages = await walk('audit?entity=tariff')
    expect(pages.map((page) => page.length)).toEqual([counts.tariffs + 1])
  })
})

it('a refusal names the first 1000 conflicting bookings', async () => {
  const { space, location, admin } = await makeCoworking(service)
  const start = Date.parse('2026-12-08T00:00:00+03:00')
  await query(
    `INSERT INTO bookings (id, user_id, space_id, location_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes,
        requires_check_in, status, title, total_price, currency, quote, cancellation, created_at, updated_at)
      SELECT gen_random_uuid(), $1, $2, $3, at, at + interval '1 minute', 0, 0, false, 'confirmed', '', 0, 'RUB', $4, '[]', at, at
      FROM (SELECT $5::timestamptz + n * interval '1 minute' AS at FROM generate_series(0, 1100) n) rows`,
    [member.id, space.id, location.id, '{}', new Date(start).toISOString()],
  )
  const bookingBody = {
    spaceId: space.id,
    startsAt: new Date(start),
    endsAt: new Date(start + 24 * 3_600_000),
  }
  const { status, body } = await service.request('POST', 'bookings', {
    token: admin.token,
    body: bookingBody,
  })
  expect([status, body.code, body.taken.length]).toEqual([409, 'booking_conflict', 1_000])
  expect(body.taken[0].startsAt).toBe(new Date(start).toISOString())
})
