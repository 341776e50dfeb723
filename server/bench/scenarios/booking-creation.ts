import { randomUUID } from 'node:crypto'
import { noInvalidation } from '../../src/cache/cache-tag.ts'
import { createDb, createPool } from '../../src/db/db.ts'
import type { Deps } from '../../src/deps.ts'
import { book } from '../../src/modules/bookings/booking.book.ts'
import { spaceCacheOf } from '../../src/modules/quotes/quote.space-cache.ts'
import type { Call } from '../../src/shared/call.ts'
import { unlimitedQueue } from '../../src/shared/fair-queue.ts'
import { dayMs, hourMs, toInstant } from '../../src/shared/time-range.ts'
import { quote, recordStatements, type SentStatement, scriptLines } from '../ceilings/capture.ts'
import { findPgbench, transactionsPerSecond } from '../ceilings/pgbench.ts'
import type { ScenarioWithCeiling } from '../comparison.ts'
import type { Fixture } from '../fixture.ts'
import type { RequestSource } from '../load.ts'

// The members and spaces of this scenario have numbered ids, because pgbench makes an id from the number of a connection.
export const memberCount = 64
const peopleIds = 'ffffffff-0000-7000-8000-'
const spaceIds = 'ffffffff-0000-7000-9000-'
const numbered = (prefix: string, n: number) => `${prefix}${String(n).padStart(12, '0')}`

/** Creates bookings of free hours, each with an idempotency key. The ceiling is pgbench with the statements of such a booking. */
export async function bookingCreation(fixture: Fixture, minRatio: number): Promise<ScenarioWithCeiling> {
  const { source, sampleHour } = await creationRequests(fixture)
  const script = await scriptOfBook(fixture, sampleHour, await firstFreePgbenchHour(fixture))
  return {
    title: 'create a booking',
    url: fixture.url,
    source,
    expected: 201,
    ceiling: `${findPgbench() ? 'pgbench' : 'bare pg loop'}, the same statements`,
    ceilingPerSecond: ({ connections, seconds }) =>
      transactionsPerSecond(fixture.databaseUrl, script(), { clients: connections, seconds }),
    minRatio,
  }
}

/** The requests of `bookingCreation`. They leave out `sampleHour` and the hour after it, which `scriptOfBook` books to record the statements. */
export async function creationRequests(
  fixture: Fixture,
): Promise<{ source: RequestSource; sampleHour: number }> {
  await makePeopleAndSpaces(fixture)
  const tokens = await Promise.all(
    Array.from({ length: memberCount }, (_, n) => fixture.tokenOf(numbered(peopleIds, n))),
  )
  const sampleHour = await firstFreeHour(fixture)
  let made = 0
  const next = () => {
    const n = made % memberCount
    const start = sampleHour + (2 + Math.floor(made++ / memberCount)) * hourMs
    const during = { startsAt: toInstant(start), endsAt: toInstant(start + hourMs) }
    const headers = {
      authorization: `Bearer ${tokens[n]}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    }
    const body = JSON.stringify({ spaceId: numbered(spaceIds, n), ...during })
    return { path: '/api/v1/bookings', headers, body }
  }
  return { source: { method: 'POST', next }, sampleHour }
}

// Later than every seeded booking, and not too far ahead for the tariffs.
const firstHour = Math.ceil(Date.now() / dayMs) * dayMs + 100 * dayMs
// The first hour for pgbench, which does not depend on tariffs.
const pgbenchHour = firstHour + 10 * 365 * dayMs

/** The first hour after the bookings of earlier runs, in a database that was kept. */
async function firstFreeHour({ query }: Fixture): Promise<number> {
  const [row] = await query<{ ms: string | null }>(
    `SELECT extract(epoch FROM max(ends_at)) * 1000 AS ms FROM bookings WHERE space_id >= $1 AND starts_at < $2`,
    [numbered(spaceIds, 0), toInstant(pgbenchHour)],
  )
  return row?.ms == null ? firstHour : Number(row.ms)
}

async function firstFreePgbenchHour({ query }: Fixture): Promise<number> {
  const [row] = await query<{ ms: string | null }>(
    `SELECT extract(epoch FROM max(ends_at)) * 1000 AS ms FROM bookings WHERE space_id >= $1`,
    [numbered(spaceIds, 0)],
  )
  return Math.max(pgbenchHour, Number(row?.ms ?? 0))
}

async function makePeopleAndSpaces({ query }: Fixture): Promise<void> {
  await query(
    `INSERT INTO users (id, email, first_name, last_name, created_at, updated_at)
     SELECT ($1 || lpad(n::text, 12, '0'))::uuid, format('bench%s@example.com', n), 'Анна', 'Волкова', now(), now()
     FROM generate_series(0, $2 - 1) n ON CONFLICT DO NOTHING`,
    [peopleIds, memberCount],
  )
  await query(
    `WITH place AS (SELECT l.id, t.id AS tariff_id FROM locations l JOIN tariffs t ON t.location_id = l.id AND t.name = 'meeting_room'
       ORDER BY l.id LIMIT 1), hours AS (
       UPDATE opening_hours SET opens = 0, closes = 1440 WHERE location_id = (SELECT id FROM place))
     INSERT INTO spaces (id, location_id, name, type, capacity, tariff_id, currency, description, amenities, buffer_before_minutes,
       buffer_after_minutes, requires_approval, requires_check_in, is_active, created_at, updated_at)
     SELECT ($1 || lpad(n::text, 12, '0'))::uuid, place.id, format('zz bench %s', n), 'meeting_room', 8, place.tariff_id, 'RUB', '', '{}',
       0, 0, false, false, true, now(), now()
     FROM place, generate_series(0, $2 - 1) n ON CONFLICT DO NOTHING`,
    [spaceIds, memberCount],
  )
  // The money for the bookings is entered as a top-up, so that the ledger stays balanced.
  await query(
    `WITH wallets AS (
       INSERT INTO accounts (id, kind, user_id, currency, balance, version, created_at, touched_at)
       SELECT gen_random_uuid(), 'wallet', u.id, 'RUB', 900000000000, 1, now(), now() FROM users u WHERE u.id::text LIKE $1 || '%'
       ON CONFLICT DO NOTHING RETURNING id, balance)
     INSERT INTO transfers (id, from_account, to_account, amount, kind, wallet_id, balance_after, wallet_version, created_at)
     SELECT gen_random_uuid(), cash.id, w.id, w.balance, 'top_up', w.id, w.balance, 1, now()
     FROM wallets w, accounts cash WHERE cash.kind = 'cash'`,
    [peopleIds],
  )
}

/** Records the statements of two bookings, and makes a script from their differences. Each transaction of the script is a new booking. */
async function scriptOfBook(fixture: Fixture, sampleHour: number, pgbenchFrom: number) {
  const pool = createPool(fixture.databaseUrl, 1)
  const sent = recordStatements(pool)
  const config = { MAX_LIVE_BOOKINGS: 0 }
  const db = createDb(pool, noInvalidation)
  const deps = { db, clock: { now: Date.now }, config, bookingQueue: unlimitedQueue } as Deps
  const transactions: SentStatement[][] = []
  for (const n of [0, 1]) {
    // This caches the space and its terms before the statements are recorded, because in the service they are nearly always cached.
    await spaceCacheOf(deps.db).get(numbered(spaceIds, n))
    sent.length = 0
    const key = `key-${randomUUID()}`
    const actor = { id: numbered(peopleIds, n), role: 'member' as const, locationIds: [], sessionId: null }
    const start = sampleHour + n * hourMs
    const input = {
      spaceId: numbered(spaceIds, n),
      startsAt: toInstant(start),
      endsAt: toInstant(start + hourMs),
    }
    const request = [{}, input]
    const idempotencyKey = {
      userId: actor.id,
      method: 'POST',
      path: '/api/v1/bookings',
      key,
      request,
      replayed: false,
    }
    await book(deps, { actor, ifMatch: null, idempotencyKey } satisfies Call, input)
    transactions.push([...sent])
  }
  await pool.end()
  const [first = [], second = []] = transactions
  if (first.length !== second.length) throw new Error('the two recorded bookings sent different statements')
  let scripts = 0
  return () => {
    scripts += 1
    const lines = scriptLines(
      first,
      second,
      vary(randomUUID().slice(0, 8), sampleHour, pgbenchFrom + scripts * 1_000 * dayMs),
    )
    return { lines, isNamed: first.some(({ isNamed }) => isNamed), variables: { n: 'counter' as const } }
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
const varying = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g

/**
 * Returns the function that turns a recorded value into an expression of the script: the id of a member or space contains the number of the
 * connection (`:client_id`), a time depends on the number of the transaction (`:n`), and a new id contains both. It returns null for a
 * value that stays as it is.
 */
function vary(run: string, sampleHour: number, start: number) {
  const newIds: string[] = []
  const client = `lpad(:client_id::text, 12, '0')`
  // In a text with several ids and times (a row or a response as JSON), each of them is replaced, and the text between them stays.
  const within = (a: string, b: string): string | null => {
    const [ours, theirs] = [a.match(varying) ?? [], b.match(varying) ?? []]
    if (ours.length === 0 || ours.length !== theirs.length) return null
    const rest = a.split(varying).map(quote)
    const parts = ours.map((one, index) => {
      const value = one === theirs[index] ? null : varied(one, theirs[index])
      return `(${value ?? quote(one)})::text || ${rest[index + 1]}`
    })
    return `(${rest[0]} || ${parts.join(' || ')})`
  }
  const varied = (a: unknown, b: unknown): string | null => {
    const text = String(a)
    if (text.startsWith(peopleIds)) return `('${peopleIds}' || ${client})::uuid`
    if (text.startsWith(spaceIds)) return `('${spaceIds}' || ${client})::uuid`
    if (text.startsWith('key-')) return `('key-${run}-' || :client_id::text || '-' || :n::text)`
    if (instant.test(text) && Date.parse(String(b)) - Date.parse(text) === hourMs) {
      const offset = Math.round((Date.parse(text) - sampleHour) / 60_000)
      return `(${quote(toInstant(start))}::timestamptz + :n * interval '1 hour' + interval '${offset} minutes')`
    }
    if (typeof a !== 'string' || instant.test(text)) return null
    if (!uuid.test(text)) return within(a, String(b))
    if (!newIds.includes(text)) newIds.push(text)
    const position = String(newIds.indexOf(text)).padStart(4, '0')
    return `('${run}-${position}-7' || lpad(:client_id::text, 3, '0') || '-8000-' || lpad(:n::text, 12, '0'))::uuid`
  }
  return varied
}
