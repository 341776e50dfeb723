import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, makeBooking, makeCoworking, makeMember } from '../../../testing/factories.ts'
import { createDatabase, startBeside, startTestService, type TestService } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import {
  hasPgbouncer,
  type Pooler,
  type PoolMode,
  startPgbouncer,
} from '../../../testing/postgres/pgbouncer.ts'
import { query } from '../../../testing/postgres/query.ts'
import { checkDatabase } from './check-database.ts'

const print = () => {}
const check = (url: string) => checkDatabase(url, { waitMs: 0, writes: true, print })

/** The responses to these reads; together they contain instants from each source: PostgreSQL's text, the driver, aggregates of reports. */
async function responsesTo(service: TestService, token: string, paths: string[]): Promise<string[]> {
  const responses = []
  for (const path of paths) responses.push(await service.request('GET', path, { token }))
  return responses.map((response) => `${response.status} ${response.text}`)
}

describe('a service on a PostgreSQL in Moscow time', () => {
  let plain: TestService
  let token: string
  let paths: string[]
  let before: string[]

  beforeAll(async () => {
    plain = await startTestService()
    const { admin, space, location } = await makeCoworking(plain)
    const member = await makeMember(plain, admin)
    const bookingBody = { spaceId: space.id, ...at('2026-12-02', '14:00', '15:00') }
    const booking = await makeBooking(plain, member, bookingBody)
    token = admin.token
    const window = 'from=2026-12-02T10:00:00Z&to=2026-12-02T11:00:00Z'
    paths = [
      'bookings',
      `bookings/${booking.id}`,
      `users/${member.id}/wallet/entries`,
      `locations/${location.id}`,
      `availability?${window}`,
      `spaces/${space.id}/availability?${window}`,
      'users',
      'audit',
      `reports/occupancy?locationId=${location.id}&from=2026-12-01&to=2026-12-08`,
    ]
    before = await responsesTo(plain, token, paths)
    for (const [index, response] of before.entries()) expect(response, paths[index]).toMatch(/^200/)
    const name = new URL(plain.databaseUrl).pathname.slice(1)
    await query(plain.databaseUrl, `ALTER DATABASE ${name} SET TimeZone = 'Europe/Moscow'`)
    await query(plain.databaseUrl, `ALTER DATABASE ${name} SET DateStyle = 'SQL, DMY'`)
  })
  afterAll(() => plain.stop())

  it('has the responses that it had in UTC, byte for byte', async () => {
    const service = await startBeside(plain)
    expect(await responsesTo(service, token, paths).finally(service.stop)).toEqual(before)
  })

  it('has these responses even over a connection whose zone is reset meanwhile', async () => {
    const service = await startBeside(plain, { DB_POOL_MAX: '2' })
    const zones = ['Europe/Moscow', 'Asia/Kolkata']
    await Promise.all(zones.map((zone) => service.deps.pool.query(`SET TimeZone = '${zone}'`)))
    expect(await responsesTo(service, token, paths).finally(service.stop)).toEqual(before)
  })

  it.skipIf(!hasPgbouncer)(
    'has these responses behind PgBouncer in session mode, with its time limits',
    async () => {
      const pooler = await startPgbouncer(plain.databaseUrl, 'session')
      cleanUp(pooler.stop)
      const service = await startBeside({ ...plain, databaseUrl: await check(pooler.url) })
      cleanUp(service.stop)
      expect(await responsesTo(service, token, paths)).toEqual(before)
      const { rows } = await service.deps.pool.query(`
      SELECT current_setting('TimeZone') AS zone, current_setting('lock_timeout') AS lock,
        current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`)
      expect(rows).toEqual([{ zone: 'UTC', lock: '3s', statement: '8s', idle: '10s' }])
    },
  )

  it.skipIf(!hasPgbouncer)('leaves no setting of its session for the next client of PgBouncer', async () => {
    const pooler = await startPgbouncer(plain.databaseUrl, 'session')
    cleanUp(pooler.stop)
    const service = await startBeside({ ...plain, databaseUrl: pooler.url }, { DB_POOL_MAX: '2' })
    const { rows } = await service.deps.pool.query('SELECT pg_backend_pid() AS pid')
    await service.stop()
    const [after] = await query(
      pooler.url,
      "SELECT pg_backend_pid() AS pid, current_setting('TimeZone') AS zone, current_setting('lock_timeout') AS lock",
    )
    expect(after).toEqual({ pid: rows[0].pid, zone: 'Europe/Moscow', lock: '0' })
  })
})

describe.skipIf(!hasPgbouncer)('a pooler that shares sessions between its clients', () => {
  it.each<PoolMode>(['transaction', 'statement'])('is refused at the start: %s mode', async (mode) => {
    const database = await createDatabase()
    cleanUp(database.drop)
    const pooler: Pooler = await startPgbouncer(database.url, mode)
    cleanUp(pooler.stop)
    await expect(check(pooler.url)).rejects.toThrow(/shares sessions .* set pool_mode = session/)
    // This also holds when other clients' connections are idle and are given out in turn.
    const others = await Promise.all(
      Array.from({ length: 4 }, () => query(pooler.url, 'SELECT pg_sleep(0.05)')),
    )
    expect(others).toHaveLength(4)
    await expect(check(pooler.url)).rejects.toThrow(/shares sessions/)
  })
})
