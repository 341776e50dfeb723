import { createPool } from '../../src/db/db.ts'
import type { ReadRows } from '../../src/db/reads.ts'
import { listBookings } from '../../src/modules/bookings/booking.list.view.ts'
import type { BookingQuery } from '../../src/modules/bookings/booking.schema.ts'
import { dayMs, hourMs, toInstant } from '../../src/shared/time-range.ts'
import type { BareServer } from '../ceilings/bare-http.ts'
import { movingHours, type SentStatement, scriptLines } from '../ceilings/capture.ts'
import { findPgbench, transactionsPerSecond } from '../ceilings/pgbench.ts'
import type { ScenarioWithCeiling } from '../comparison.ts'
import type { Fixture } from '../fixture.ts'
import { loadClosed } from '../load.ts'

const sqlCeiling = findPgbench() ? 'pgbench' : 'bare pg loop'

type Person = { token: string; userId: string }

/** An administrator, who sees everything. */
export async function adminOf({ query, tokenOf }: Fixture): Promise<Person> {
  const [admin] = await query<{ id: string }>(`SELECT id FROM users WHERE role = 'admin' LIMIT 1`)
  const userId = admin?.id ?? ''
  return { userId, token: await tokenOf(userId) }
}

/** One list, requested repeatedly: after the first response it is in the cache. */
export async function cachedList(
  fixture: Fixture,
  bare: BareServer,
  reader: Person,
  limit: number,
  minRatio: number,
) {
  const request = { path: `/api/v1/bookings?limit=${limit}`, headers: signed(reader) }
  const source = { next: () => request }
  return {
    ...(await compareWithBareServer(fixture, bare, source)),
    title: `list, ${limit} rows, cached, signed in`,
    minRatio,
  }
}

/** A client that already has the response, and sends its ETag. */
export async function notModifiedList(fixture: Fixture, bare: BareServer, reader: Person, minRatio: number) {
  const path = '/api/v1/bookings?limit=20'
  const etag = (await fetch(fixture.url + path, { headers: signed(reader) })).headers.get('etag') ?? ''
  const request = { path, headers: { ...signed(reader), 'if-none-match': etag } }
  const source = { next: () => request }
  return {
    ...(await compareWithBareServer(fixture, bare, source)),
    title: 'If-None-Match that matches',
    minRatio,
    expected: 304,
    ceiling: 'bare HTTP sending 304',
  }
}

async function compareWithBareServer(
  fixture: Fixture,
  bare: BareServer,
  source: ScenarioWithCeiling['source'],
): Promise<Omit<ScenarioWithCeiling, 'title' | 'minRatio'>> {
  const sample = () => {
    const { path, headers } = source.next()
    return fetch(fixture.url + path, { headers })
  }
  await sample()
  return {
    url: fixture.url,
    source,
    ceiling: 'bare HTTP, the same bytes',
    ceilingPerSecond: async (size) => {
      const response = await sample()
      const expected = response.status
      await bare.respondLike(response)
      return (await loadClosed(bare.url, source, { ...size, expected })).perSecond
    },
  }
}

/** Each request has another period, so that no response is in the cache. */
export async function uncachedList(
  fixture: Fixture,
  reader: Person,
  { limit, days, minRatio }: { limit: number; days: number; minRatio: number },
): Promise<ScenarioWithCeiling> {
  const { source, hours, windowAt } = await uncachedRequests(fixture, reader, { limit, days })
  const sql = await sqlOfList(fixture, reader, limit, windowAt)
  return {
    title: `list, ${limit} rows, bypassing the cache`,
    url: fixture.url,
    source,
    ceiling: `${sqlCeiling}, the same SQL`,
    ceilingPerSecond: ({ seconds, connections }) =>
      transactionsPerSecond(
        fixture.databaseUrl,
        { ...sql, variables: { hours: [0, hours - 1] } },
        { clients: connections, seconds },
      ),
    minRatio,
  }
}

/** The requests of `uncachedList`, and their periods. */
export async function uncachedRequests(
  fixture: Fixture,
  reader: Person,
  { limit, days }: { limit: number; days: number },
) {
  const [{ first }] = (await fixture.query<{ first: string }>(
    `SELECT min(starts_at)::text AS first FROM bookings`,
  )) as [{ first: string }]
  const start = Math.ceil(Date.parse(first) / dayMs) * dayMs
  const hours = Math.floor((Date.now() - start) / hourMs) - days * 24
  const windowAt = (hour: number) => ({
    from: toInstant(start + hour * hourMs),
    to: toInstant(start + hour * hourMs + days * dayMs),
  })
  let count = 0
  const next = () => {
    // Each request takes another hour of the history; when all hours were used, the next round starts a minute later.
    count += 1
    const hour = (count * 7_919) % hours
    const { from, to } = windowAt(hour + Math.floor(count / hours) / 60)
    const path = `/api/v1/bookings?${new URLSearchParams({ from, to, limit: String(limit) })}`
    return { path, headers: signed(reader) }
  }
  return { source: { next }, hours, windowAt }
}

/** The statement that the service sends for such a list, with the window as a variable. */
async function sqlOfList(
  fixture: Fixture,
  { userId }: Person,
  limit: number,
  windowAt: (hour: number) => { from: string; to: string },
) {
  const pool = createPool(fixture.databaseUrl, 1)
  const sent: SentStatement[] = []
  const readRows: ReadRows = async (statement, { prepared }, begin) => {
    sent.push({ ...statement, isNamed: prepared })
    return begin()
  }
  const nextDue = async () => Number.POSITIVE_INFINITY
  const actor = { id: userId, role: 'admin' as const, locationIds: [], sessionId: null }
  const now = Date.now()
  for (const hour of [0, 1]) {
    const query: BookingQuery = { limit, withTotal: false, sort: 'startsAt', ...windowAt(hour) }
    await listBookings({ pool, readRows, nextDue }, actor, query, now)
  }
  await pool.end()
  const [first, second] = sent
  if (!first || !second) throw new Error('the list sent no statement')
  return { lines: scriptLines([first], [second], movingHours), isNamed: first.isNamed }
}

export const signed = ({ token }: Pick<Person, 'token'>) => ({ authorization: `Bearer ${token}` })
