import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCoworking } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'
import { createDatabaseMetricsReader } from '../metrics.view.ts'
import { dayMs, toInstant } from '../shared/time-range.ts'

const metricsToken = 'the-token-of-the-metrics'
let open: TestService
let closed: TestService

beforeAll(async () => {
  open = await startTestService({ METRICS_TOKEN: metricsToken, TRUST_PROXY: 'true' })
  closed = await startTestService()
})
afterAll(async () => {
  await open.stop()
  await closed.stop()
})

const read = async (
  service: TestService,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) => {
  const response = await service.app.inject({ url: '/metrics', headers, remoteAddress })
  return { status: response.statusCode, text: response.body, type: response.headers['content-type'] }
}

/** The value of the line that begins with this text. */
const figureOf = (text: string, line: string) =>
  Number(
    text
      .split('\n')
      .find((one) => one.startsWith(line))
      ?.split(' ')
      .at(-1),
  )

describe('/metrics', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'is open to this machine, from %s',
    async (peer) => {
      const { status, type } = await read(closed, {}, peer)
      expect([status, type]).toEqual([200, expect.stringMatching(/^text\/plain; version=0\.0\.4/)])
    },
  )

  it.each(['10.0.0.7', '::ffff:10.0.0.7', '1.127.0.0'])(
    'is closed to another machine, %s, without a configured token',
    async (peer) => {
      expect((await read(closed, {}, peer)).status).toBe(403)
    },
  )

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
    'is closed to clients of a proxy on this machine, by %s',
    async (name) => {
      expect((await read(closed, { [name]: '127.0.0.1' })).status).toBe(403)
      expect((await read(open, { [name]: '127.0.0.1' })).status).toBe(401)
    },
  )

  it('is open with the token, and closed without it', async () => {
    const from = async (authorization: string) => (await read(open, { authorization }, '10.0.0.7')).status
    expect(await from(`Bearer ${metricsToken}`)).toBe(200)
    for (const wrong of ['', 'Bearer', `Bearer ${metricsToken}x`, `Basic ${metricsToken}`, 'Bearer the'])
      expect(await from(wrong)).toBe(401)
  })

  it('counts requests by route and outcomes of the cache, and shows pool, process and Redis', async () => {
    await makeCoworking(closed)
    const before = (await read(closed)).text
    for (let n = 0; n < 3; n++) await closed.request('GET', 'spaces?limit=7')
    await closed.request('GET', '/nothing/here')
    const after = (await read(closed)).text
    const grown = (line: string) => figureOf(after, line) - (figureOf(before, line) || 0)
    expect(grown('cache_reads_total{outcome="MISS"}')).toBe(1)
    expect(grown('cache_reads_total{outcome="HIT"}')).toBe(2)
    expect(grown('cache_reads_total{outcome="BYPASS"}')).toBe(0)
    const route = 'http_request_duration_seconds_count{method="GET",route="/api/v1/spaces",status="200"}'
    expect(grown(route)).toBe(3)
    expect(grown('http_request_duration_seconds_count{method="GET",route="none",status="404"}')).toBe(1)
    for (const state of ['used', 'idle', 'waiting'])
      expect(figureOf(after, `db_pool_connections{state="${state}"}`)).toBeGreaterThanOrEqual(0)
    expect(figureOf(after, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
    // Without Redis: the alert CoworkingRedisDown requires an outage, so that it stays silent here.
    expect([figureOf(after, 'cache_redis_up'), figureOf(after, 'cache_redis_outages')]).toEqual([0, 0])
  })
})

describe('the metrics of waiting work', () => {
  it('count waiting and failed mails, and the waiting time of the oldest; the database is queried at most every five seconds', async () => {
    const service = await startTestService()
    try {
      const insert = (id: number, secondsAgo: number, failedDaysAgo: number | null) =>
        service.deps.pool.query(
          `INSERT INTO outgoing_mails (id, purpose, kind, subject_id, subject_version, due_at, created_at, state, finished_at)
           VALUES ($1, 'booking', 'confirmed', $1, 1, $2, $2, CASE WHEN $3::timestamptz IS NULL THEN 'waiting' ELSE 'failed' END, $3)`,
          [
            `00000000-0000-7000-8000-00000000000${id}`,
            toInstant(service.clock.now() - secondsAgo * 1_000),
            failedDaysAgo === null ? null : toInstant(service.clock.now() - failedDaysAgo * dayMs),
          ],
        )
      // A mail with a calendar file is stored for longer than 30 days.
      for (const [id, secondsAgo, failedDaysAgo] of [
        [1, 30, null],
        [2, 90, null],
        [3, 900, 0],
        [5, 900, 31],
        [6, 900, 1],
      ] as const)
        await insert(id, secondsAgo, failedDaysAgo)
      const fail = (
        id: number,
        secondsAgo: number,
        { attempts, dueInSeconds }: { attempts: number; dueInSeconds: number },
      ) =>
        insert(id, secondsAgo, null).then(() =>
          service.deps.pool.query(
            `UPDATE outgoing_mails SET attempts = $1, due_at = $2, last_error = 'no' WHERE id = $3`,
            [
              attempts,
              toInstant(service.clock.now() + dueInSeconds * 1_000),
              `00000000-0000-7000-8000-00000000000${id}`,
            ],
          ),
        )
      // Deferred by the server of its recipient, then tried while the mail server was down.
      await fail(7, 2_000, { attempts: 3, dueInSeconds: 240 })
      await fail(8, 120, { attempts: 0, dueInSeconds: 100 })
      // No mail was sent since, so the mail server may defer all mails. Read apart from the service, which keeps what it has read.
      const { db, exhaustion, clock } = service.deps
      const readMetrics = createDatabaseMetricsReader(db, exhaustion, clock)
      expect(await readMetrics()).toMatchObject({ oldestMailSeconds: 2_000 })
      // A mail was sent since, so the mail server works.
      await insert(9, 900, 0)
      await service.deps.pool.query(
        "UPDATE outgoing_mails SET state = 'sent' WHERE id = '00000000-0000-7000-8000-000000000009'",
      )
      const figures = async () => {
        const { text } = await read(service)
        const names = [
          'service_ready',
          'mails_waiting',
          'mails_failed',
          'mails_failed_last_hour',
          'mails_oldest_seconds',
          'bookings_overdue_seconds',
        ]
        return names.map((name) => figureOf(text, `${name} `))
      }
      expect(await figures()).toEqual([1, 4, 2, 1, 120, 0])
      await insert(4, 5, null)
      expect(await figures()).toEqual([1, 4, 2, 1, 120, 0])
    } finally {
      await service.stop()
    }
  })
})

describe('a process only for jobs', () => {
  it('serves health and metrics, and nothing else', async () => {
    const service = await startTestService({ PROCESS: 'jobs' })
    try {
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await service.request('GET', path)).status, path).toBe(200)
      for (const path of ['/api/v1/spaces', '/api/v1/me', '/', '/docs', '/openapi.json', '/assets/x.js'])
        for (const accept of ['text/html', 'application/json'])
          expectProblem(await service.request('GET', path, { headers: { accept } }), 404, 'not_found')
      expectProblem(await service.request('POST', 'auth/login', { body: { email: 'x' } }), 404, 'not_found')
    } finally {
      await service.stop()
    }
  })
})
