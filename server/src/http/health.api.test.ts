import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { makeCoworking, makeMember, type Person } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { type DatabaseProxy, openDatabaseProxy } from '../../../testing/postgres/database-proxy.ts'
import { query } from '../../../testing/postgres/query.ts'
import { expectNoLeak, expectProblem } from '../../../testing/problem-shape.ts'
import { until } from '../../../testing/processes/until.ts'
import type { Redis } from '../cache/redis.ts'
import { registerHealth } from './health.ts'

const redisUrl = inject('redisUrl')

const untilStatus = (service: TestService, path: string, status: number) =>
  until(`${status} of ${path}`, async () => {
    const response = await service.request('GET', path)
    return response.status === status && response
  })

/** Runs a check against a service with this setting of Redis. */
async function withRedis(url: string | null, check: (service: TestService) => Promise<void>): Promise<void> {
  const service = await startTestService(url ? { REDIS_URL: url } : {})
  await check(service).finally(() => service.stop())
}

describe('readiness', () => {
  it('without Redis in the settings reports it as off, and is ready', async () => {
    await withRedis(null, async (service) => {
      const response = await service.request('GET', '/readyz')
      expect(response.status).toBe(200)
      expect(response.body).toEqual({ status: 'ready', postgres: 'up', redis: 'off' })
    })
  })

  it('with an unreachable Redis reports it as down, and is ready', async () => {
    for (const url of ['redis://127.0.0.1:1', 'unix:///nowhere/redis.sock'])
      await withRedis(url, async (service) => {
        const response = await service.request('GET', '/readyz')
        expect(response.status).toBe(200)
        expect(response.body).toEqual({ status: 'ready', postgres: 'up', redis: 'down' })
        expect((await service.request('GET', 'spaces')).status).toBe(200)
      })
  })

  it.runIf(redisUrl)('with a reachable Redis reports it as up', async () => {
    await withRedis(redisUrl, async (service) => {
      const read = async () => (await service.request('GET', '/readyz')).body
      const up = { status: 'ready', postgres: 'up', redis: 'up' }
      await expect.poll(read).toEqual(up)
    })
  })
})

it.each([true, false])(
  'A Redis that responds is reported as up only where the service uses it: %s',
  async (isUsed) => {
    const service = await startTestService()
    const app = fastify()
    const redis = { isUp: () => isUsed, client: { ping: async () => 'PONG' } } as unknown as Redis
    registerHealth(app, { ...service.deps, redis })
    try {
      const { redis: state } = (await app.inject('/readyz')).json()
      expect(state).toBe(isUsed ? 'up' : 'down')
    } finally {
      await app.close()
      await service.stop()
    }
  },
)

describe('the result of the readiness check', () => {
  it('is shared by all requests within a second, and computed again after that', async () => {
    const service = await startTestService()
    const app = fastify()
    let checks = 0
    const isUp = async () => {
      checks += 1
      return true
    }
    registerHealth(app, { ...service.deps, replica: { ...service.deps.replica, isUp } })
    let now = 1_000
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    try {
      const getReadiness = async () => (await app.inject('/readyz')).json()
      const found = { status: 'ready', postgres: 'up', redis: 'off', replica: 'up' }
      expect(await Promise.all([getReadiness(), getReadiness(), getReadiness()])).toEqual([
        found,
        found,
        found,
      ])
      now += 999
      expect([await getReadiness(), checks]).toEqual([found, 1])
      now += 1
      expect([await getReadiness(), checks]).toEqual([found, 2])
    } finally {
      vi.restoreAllMocks()
      await app.close()
      await service.stop()
    }
  })
})

it('A replica that hangs is reported as down within a second, because it is not needed', async () => {
  const service = await startTestService()
  const app = fastify()
  const replica = { ...service.deps.replica, isUp: () => new Promise<never>(() => {}) }
  registerHealth(app, { ...service.deps, replica })
  try {
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json()]).toMatchObject([200, { status: 'ready', replica: 'down' }])
  } finally {
    await app.close()
    await service.stop()
  }
})

describe('a service that PostgreSQL no longer admits', () => {
  const run = (url: string, statement: string) => query(url, statement)
  const endConnectionsTo = (name: string) =>
    run(
      inject('postgresUrl'),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    )

  it.each([
    [
      'because its role may not sign in (28000)',
      (role: string) => `ALTER ROLE ${role} NOLOGIN`,
      (role: string) => `ALTER ROLE ${role} LOGIN`,
    ],
    [
      'because its role is gone (28000)',
      (role: string) => `ALTER ROLE ${role} RENAME TO ${role}_gone`,
      (role: string) => `ALTER ROLE ${role}_gone RENAME TO ${role}`,
    ],
    [
      'because its database is gone (3D000)',
      (_role: string, name: string) => `ALTER DATABASE ${name} RENAME TO ${name}_gone`,
      (_role: string, name: string) => `ALTER DATABASE ${name}_gone RENAME TO ${name}`,
    ],
    [
      'because it takes no writes (25006)',
      (_role: string, name: string) => `ALTER DATABASE ${name} SET default_transaction_read_only = on`,
      (_role: string, name: string) => `ALTER DATABASE ${name} RESET default_transaction_read_only`,
    ],
  ])('responds unavailable, %s, and recovers by itself', async (_, breaks, repairs) => {
    const role = `desk_${Date.now()}`
    await run(inject('postgresUrl'), `CREATE ROLE ${role} LOGIN SUPERUSER`)
    const service = await startTestService({}, { through: (url) => url.replace(/\/\/\w+@/, `//${role}@`) })
    const name = new URL(service.databaseUrl).pathname.slice(1)
    try {
      const { admin } = await makeCoworking(service)
      const { email } = await makeMember(service, admin)
      const signIn = () =>
        service.request('POST', 'auth/login', { body: { email, password: 'whatever it is' } })
      const register = () =>
        service.request('POST', 'auth/register', {
          body: { email: 'new@example.com', password: 'long enough 1', firstName: 'A', lastName: 'B' },
        })
      await endConnectionsTo(name)
      await run(inject('postgresUrl'), breaks(role, name))
      expectProblem(await register(), 503, 'unavailable')
      await run(inject('postgresUrl'), repairs(role, name))
      await endConnectionsTo(name)
      // The pool may learn a moment later which of its connections were ended.
      await expect.poll(async () => (await signIn()).status).toBe(401)
      expect((await register()).status).toBe(201)
    } finally {
      await service.stop()
      await run(inject('postgresUrl'), `DROP ROLE IF EXISTS ${role}`)
    }
  })
})

describe('a service whose PostgreSQL cannot be reached', () => {
  let service: TestService
  let proxy: DatabaseProxy
  let member: Person

  beforeAll(async () => {
    proxy = await openDatabaseProxy(inject('postgresUrl'))
    service = await startTestService({}, { through: proxy.url })
    const { admin } = await makeCoworking(service)
    member = await makeMember(service, admin)
  })
  afterAll(async () => {
    await service.stop()
    await proxy.cut()
  })

  it('is alive, not ready, responds unavailable, and recovers by itself', async () => {
    expect((await service.request('GET', '/readyz')).body).toMatchObject({ postgres: 'up' })
    await proxy.cut()
    const ready = await untilStatus(service, '/readyz', 503)
    expect(ready.body).toEqual({ status: 'unavailable', postgres: 'down', redis: 'off' })
    expectNoLeak(ready.text)
    expect(await service.request('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    const responses = await Promise.all([
      service.request('GET', 'spaces'),
      service.request('GET', 'me', { token: member.token }),
      service.request('POST', 'auth/login', { body: { email: member.email, password: 'whatever it is' } }),
    ])
    for (const response of responses) {
      expectProblem(response, 503, 'unavailable')
      expect(response.headers['retry-after']).toBe('1')
    }
    await proxy.restore()
    await untilStatus(service, '/readyz', 200)
    expect((await service.request('GET', 'me', { token: member.token })).status).toBe(200)
    await service.assertBooksAreRight()
  })
})
