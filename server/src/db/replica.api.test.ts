import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUp, createEmptyDatabase, digestOf, restore } from '../../../testing/backup/databases.ts'
import {
  at,
  type Created,
  makeBooking,
  makeCoworking,
  makeMember,
  type Person,
} from '../../../testing/factories.ts'
import { createClock, startBeside, startOfTests, type TestService } from '../../../testing/harness.ts'
import { type Cluster, hasStandby, type Server, startCluster } from '../../../testing/postgres/standby.ts'
import { loadConfig } from '../config.ts'
import { StartupError } from '../shared/startup-error.ts'
import type { Db } from './db.ts'
import { migrate } from './migrate.ts'

describe('the setting of a replica', () => {
  const jwtSecret = 'a secret of thirty-two characters'
  const primary = { DATABASE_URL: 'postgres://db.example/coworking', JWT_SECRET: jwtSecret }

  it.each([
    [{ DATABASE_REPLICA_URL: 'postgres://replica.example/coworking' }, /needs DATABASE_URL/],
    [{ ...primary, DATABASE_REPLICA_URL: 'replica.example' }, /DATABASE_REPLICA_URL must match/],
    [
      { ...primary, DATABASE_REPLICA_URL: 'postgres://a:b#c@replica.example/x' },
      /DATABASE_REPLICA_URL must not have a #/,
    ],
    [
      { ...primary, DATABASE_REPLICA_URL: 'postgres://replica.example/x?sslmode=maybe' },
      /DATABASE_REPLICA_URL has an unknown sslmode or ssl/,
    ],
  ])('%j is refused', (env, message) => expect(() => loadConfig(env)).toThrow(message))
})

describe.runIf(hasStandby)('reports from a replica', () => {
  let cluster: Cluster
  let standby: Server
  let service: TestService
  let impatient: TestService
  let member: Person
  let coworking: Awaited<ReturnType<typeof makeCoworking>>
  let hour = 9

  const clock = createClock(startOfTests)
  const startWithReplica = (replicaUrl: string, replicaTimeoutMs = 1_000) =>
    startBeside(
      { databaseUrl: cluster.primary.url, clock },
      { DATABASE_REPLICA_URL: replicaUrl },
      { replicaTimeoutMs },
    )

  beforeAll(async () => {
    cluster = await startCluster()
    await migrate(cluster.primary.url)
    standby = await cluster.makeStandby()
    // The machine may be busy, and these tests expect the replica's answer.
    service = await startWithReplica(standby.url, 30_000)
    coworking = await makeCoworking(service)
    member = await makeMember(service, coworking.admin)
    impatient = await startWithReplica(standby.url)
  })
  afterAll(async () => {
    await impatient?.stop()
    await service?.stop()
    await cluster?.stop()
  })

  const book = (): Promise<Created> => {
    hour += 1
    return makeBooking(service, member, {
      spaceId: coworking.space.id,
      ...at('2026-12-03', `${hour}:00`, `${hour}:30`),
    })
  }
  const get = (path: string, of = service) => of.request('GET', path, { token: coworking.admin.token })
  const report = 'reports/occupancy?from=2026-12-03&to=2026-12-03'
  const bookingsIn = async (of = service) => (await get(report, of)).body.totals.bookings
  /** How many reads the replica and the primary answered while `work` ran. */
  async function answeredBy(work: () => Promise<unknown>, of = service) {
    const { replica, primary } = of.deps.replica.reads
    await work()
    const { reads } = of.deps.replica
    return { replica: reads.replica - replica, primary: reads.primary - primary }
  }
  /** Sends requests until the replica answers them again. */
  const untilAnswering = (of: TestService) =>
    expect.poll(() => answeredBy(() => get(report, of), of)).toEqual({ replica: 1, primary: 0 })

  it.each(['reports/occupancy', 'reports/revenue', 'reports/money'])(
    '%s is read there, as JSON and as CSV',
    async (path) => {
      for (const format of ['json', 'csv'])
        expect(
          await answeredBy(async () =>
            expect((await get(`${path}?from=2026-12-01&to=2026-12-31&format=${format}`)).status).toBe(200),
          ),
        ).toEqual({ replica: 1, primary: 0 })
    },
  )

  it('have the writes of a moment before: the read waits until the replica has replayed them', async () => {
    for (let more = 1; more <= 5; more++) {
      const before = await bookingsIn()
      await book()
      expect(await answeredBy(async () => expect(await bookingsIn()).toBe(before + 1))).toMatchObject({
        primary: 0,
      })
    }
  })

  it('are all that is read from it: bookings, money and an actor’s own data come from the primary', async () => {
    const { replica } = await answeredBy(async () => {
      const { id } = await book()
      for (const path of [
        'bookings',
        `bookings/${id}`,
        'me',
        'me/wallet',
        'me/export',
        'audit',
        'users',
        'availability?from=2026-12-04T10:00:00Z&to=2026-12-04T11:00:00Z',
      ])
        expect((await get(path)).status, path).toBe(200)
    })
    expect(replica).toBe(0)
  })

  it('of a replica that lags behind come from the primary, and from the replica again when it has caught up', async () => {
    await standby.query('SELECT pg_wal_replay_pause()')
    const before = await bookingsIn(impatient)
    await book()
    const sees = async () => expect(await bookingsIn(impatient)).toBe(before + 1)
    expect(await answeredBy(sees, impatient)).toMatchObject({ replica: 0 })
    const { text } = await impatient.request('GET', '/metrics')
    expect(text).toMatch(/^db_replica_up 0$/m)
    expect(text).toMatch(/^db_replica_reads_total\{answered_by="primary"\} [1-9]/m)
    await standby.query('SELECT pg_wal_replay_resume()')
    await untilAnswering(impatient)
  })

  it('of a replica that is away come from the primary; the service stays ready and reports the state', async () => {
    const open = service.deps.replica.read(async () => {
      await standby.stop()
      return bookingsIn()
    })
    expect(await open).toBeGreaterThan(0)
    expect(await answeredBy(() => get(report))).toEqual({ replica: 0, primary: 1 })
    await expect
      .poll(async () => (await service.request('GET', '/readyz')).body)
      .toEqual({ status: 'ready', postgres: 'up', redis: 'off', replica: 'down' })
    await standby.start()
    await untilAnswering(service)
  })

  it('of a replica that loses the running statement come from the primary', async () => {
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'coworking-manager' AND query LIKE '%pg_sleep%'`
    let runs = 0
    const read = async (db: Db) => {
      runs += 1
      if (runs > 1) return db.selectFrom('bookings').select('id').execute()
      const running = sql`SELECT pg_sleep(60)`.execute(db)
      running.catch(() => {})
      await expect.poll(() => standby.query(kill)).toHaveLength(1)
      return running
    }
    expect(await answeredBy(() => service.deps.replica.read(read))).toEqual({ replica: 0, primary: 1 })
    expect(runs).toBe(2)
    await untilAnswering(service)
    expect((await get(report)).status).toBe(200)
  })

  // PostgreSQL ends a statement that is too slow with the same code and another message, in the language of `lc_messages`.
  it('whose statement an operator has cancelled there are not repeated on the primary', async () => {
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'coworking-manager' AND query LIKE '%pg_sleep%'`
    const read = async (db: Db) => {
      const running = sql`SELECT pg_sleep(60)`.execute(db)
      running.catch(() => {})
      await expect.poll(() => standby.query(cancel)).toHaveLength(1)
      return running
    }
    const work = () => expect(service.deps.replica.read(read)).rejects.toMatchObject({ code: '57014' })
    expect(await answeredBy(work)).toEqual({ replica: 0, primary: 0 })
    expect(await answeredBy(() => get(report))).toEqual({ replica: 1, primary: 0 })
  })

  it('a problem of the request is raised by the replica, without a query to the primary', async () => {
    expect(
      await answeredBy(async () =>
        expect((await get('reports/revenue?from=2026-12-03&to=2026-12-01')).status).toBe(422),
      ),
    ).toMatchObject({ primary: 0 })
  })

  it('a backup can be made from the standby, too, and is complete', async () => {
    await book()
    await get(report)
    const target = await createEmptyDatabase()
    await restore(target, await backUp(standby.url))
    expect(await digestOf(target)).toEqual(await digestOf(standby.url))
  })

  it('need a standby of this primary: with another server or another database the start fails', async () => {
    const other = await startCluster()
    await cluster.primary.query('CREATE DATABASE other')
    for (const url of [other.primary.url, cluster.primary.url.replace(/postgres$/, 'other')]) {
      const wrong = await startWithReplica(url)
      await expect(wrong.deps.replica.assertIsOurStandby()).rejects.toThrow(StartupError)
      await wrong.stop()
    }
    await other.stop()
  })

  it('come from the primary where the setting names the primary itself or an unreachable server: the start succeeds', async () => {
    for (const url of [cluster.primary.url, 'postgres://nobody@127.0.0.1:1/postgres']) {
      const alone = await startWithReplica(url)
      await alone.deps.replica.assertIsOurStandby()
      expect(await answeredBy(() => get(report, alone), alone)).toEqual({ replica: 0, primary: 1 })
      await alone.stop()
    }
  })
})
