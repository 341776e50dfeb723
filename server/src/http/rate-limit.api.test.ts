import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { makePerson, password } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { documentChecker, operationsOf } from '../../../testing/operations.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'
import { type Limiter, limiterFactory } from '../cache/limiter.ts'
import { connectRedis } from '../cache/redis.ts'

const redisUrl = inject('redisUrl')
const running: TestService[] = []
afterEach(async () => {
  for (const service of running.splice(0)) await service.stop()
})

async function start(env: Record<string, string> = {}): Promise<TestService> {
  const service = await startTestService({ RATE_LIMIT_MAX: '5', ...env })
  running.push(service)
  return service
}

describe('more requests in a minute than RATE_LIMIT_MAX', () => {
  it('are 429 with Retry-After for that user, but not for another user', async () => {
    const service = await start()
    const [overLimit, other] = [await makePerson(service), await makePerson(service)]
    const me = (token: string) => service.request('GET', 'me', { token })
    for (let remaining = 4; remaining >= 0; remaining--)
      expect((await me(overLimit.token)).headers).toMatchObject({
        'ratelimit-limit': '5',
        'ratelimit-remaining': String(remaining),
      })
    const refused = await me(overLimit.token)
    expectProblem(refused, 429, 'rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await me(other.token)).status).toBe(200)
  })

  it.each([
    ['no token', undefined],
    ['an invalid token', 'garbage'],
  ])('are counted by host for requests with %s, also on protected routes', async (_, token) => {
    const service = await start()
    for (let call = 0; call < 5; call++)
      expect((await service.request('GET', 'me', { token })).status).toBe(401)
    expectProblem(await service.request('GET', 'me', { token }), 429, 'rate_limited')
    const elsewhere = { url: '/api/v1/locations', remoteAddress: '203.0.113.9' }
    expect((await service.app.inject(elsewhere)).statusCode).toBe(200)
  })

  it('of a host without a user leave its sign-ins, which are counted by themselves', async () => {
    const service = await start()
    const person = await makePerson(service)
    const send = (path: string, body?: object) => {
      const request = { url: `/api/v1/${path}`, remoteAddress: '203.0.113.9' }
      return service.app.inject(body ? { ...request, method: 'POST', payload: body } : request)
    }
    const statusOfRead = async () => (await send('locations')).statusCode
    const statusOfSignIn = async () =>
      (await send('auth/login', { email: person.email, password })).statusCode
    for (let call = 0; call < 5; call++) expect(await statusOfRead()).toBe(200)
    expect(await statusOfRead()).toBe(429)
    for (let call = 0; call < 5; call++) expect(await statusOfSignIn()).toBe(200)
    expect(await statusOfSignIn()).toBe(429)
  })

  it('are refused before a password is checked; a request with the right password counts for its user', async () => {
    const service = await start()
    const signIn = vi.spyOn(service.deps.throttle, 'signIn')
    const basic = (email: string) => `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    const send = async (email: string) => {
      const request = { url: '/api/v1/me', remoteAddress: '203.0.113.9' }
      const headers = { authorization: basic(email) }
      return (await service.app.inject({ ...request, headers })).statusCode
    }
    const staff = await makePerson(service, 'manager')
    expect(await send(staff.email)).toBe(200)
    for (let call = 0; call < 4; call++) expect(await send(`nobody${call}@example.com`)).toBe(401)
    expect(signIn).toHaveBeenCalledTimes(5)
    for (let call = 0; call < 3; call++) expect(await send(`somebody${call}@example.com`)).toBe(429)
    expect(signIn).toHaveBeenCalledTimes(5)
    for (let call = 0; call < 5; call++) expect(await send(staff.email)).toBe(200)
    expect(await send(staff.email)).toBe(429)
  })

  it('are limited for the network, too, with ten times the limit, so that many accounts do not avoid the limit; those of staff are not, and sign-ins are counted by themselves', async () => {
    const service = await start()
    const users = await Promise.all(Array.from({ length: 11 }, () => makePerson(service)))
    const responses: [status: number, limit: unknown, remaining: unknown][] = []
    for (const [index, { token }] of users.entries())
      for (let call = 0; call < 5; call++) {
        const headers = { authorization: `Bearer ${token}` }
        const remoteAddress = `203.0.113.${index}`
        const response = await service.app.inject({ url: '/api/v1/me', headers, remoteAddress })
        const { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining } = response.headers
        responses.push([response.statusCode, limit, remaining])
      }
    const ofOneUser = [4, 3, 2, 1, 0].map((remaining) => [200, '5', `${remaining}`])
    expect(responses).toEqual([...Array(10).fill(ofOneUser).flat(), ...Array(5).fill([429, '50', '0'])])
    const { token } = await makePerson(service, 'manager')
    const ofStaff = {
      url: '/api/v1/me',
      headers: { authorization: `Bearer ${token}` },
      remoteAddress: '203.0.113.99',
    }
    expect((await service.app.inject(ofStaff)).statusCode).toBe(200)
    const renewal = { method: 'POST', url: '/api/v1/auth/refresh', payload: {} } as const
    const statuses: number[] = []
    for (let n = 0; n < 55; n++)
      statuses.push(
        (await service.app.inject({ ...renewal, remoteAddress: `203.0.113.${Math.floor(n / 5)}` }))
          .statusCode,
      )
    expect(statuses).toEqual([...Array(50).fill(401), ...Array(5).fill(429)])
    const elsewhere = { url: '/api/v1/locations', remoteAddress: '198.51.100.9' }
    expect((await service.app.inject(elsewhere)).statusCode).toBe(200)
  })

  it('are refused as the document declares for every route', async () => {
    const { app, request } = await start({ RATE_LIMIT_MAX: '1' })
    const check = documentChecker(app)
    const operations = operationsOf(app).filter((operation) => operation.path.startsWith('/api/v1'))
    await request('GET', 'locations')
    await request('POST', 'auth/login')
    for (const operation of operations) {
      const path = operation.path.replace(/\{\w+\}/g, crypto.randomUUID())
      const response = await request(operation.method, path)
      expect(response.status, operation.operationId).toBe(429)
      check(operation, response)
    }
  })

  it('are counted also outside the API, ten files of a page as one request', async () => {
    const { app } = await start({ RATE_LIMIT_MAX: '1' })
    const navigation = { accept: 'text/html' }
    const addresses: [url: string, limit: number, headers?: Record<string, string>][] = [
      ['/openapi.json', 1],
      ['/nowhere', 1],
      ['/api/v1/nowhere', 1],
      ['/assets/none.js', 10],
      ['/any-page', 10, navigation],
      ['/', 10],
      ['/docs/errors', 10],
      ['/docs/static/swagger-ui.css', 10],
    ]
    for (const [index, [url, limit, headers = {}]] of addresses.entries()) {
      const send = () => app.inject({ url, headers, remoteAddress: `203.0.113.${index}` })
      for (let call = 0; call < limit; call++) expect((await send()).statusCode, url).not.toBe(429)
      const refused = await send()
      expect(refused.headers, url).toMatchObject({
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': '0',
      })
      expect(refused.json(), url).toMatchObject({ status: 429, code: 'rate_limited' })
    }
  })

  it('are not refused where they are probes, which are not counted', async () => {
    const { request } = await start({ RATE_LIMIT_MAX: '1' })
    for (const path of ['/healthz', '/readyz', '/metrics'])
      for (let call = 0; call < 15; call++) expect((await request('GET', path)).status).toBe(200)
  })

  it('are not refused where RATE_LIMIT_MAX is 0', async () => {
    const service = await start({ RATE_LIMIT_MAX: '0' })
    for (let call = 0; call < 20; call++)
      expect((await service.request('GET', 'locations')).headers['ratelimit-limit']).toBeUndefined()
  })
})

it.skipIf(!redisUrl)(
  'a limit applies to all instances together by Redis, and to each instance separately while Redis is away',
  async () => {
    const { deps } = await start()
    const databaseIdentity = crypto.randomUUID()
    // The time limit for Redis is longer than in production, because the machine of the tests may be busy.
    const connect = () =>
      connectRedis({
        url: redisUrl ?? '',
        log: deps.log,
        databaseIdentity: async () => databaseIdentity,
        timeoutMs: 30_000,
      })
    const clients = [connect(), connect()] as const
    await expect.poll(() => clients.every((client) => client.isUp())).toBe(true)
    const [first, second] = clients.map((client) => limiterFactory(client)('test', 5, 60)) as [
      Limiter,
      Limiter,
    ]
    const key = crypto.randomUUID()
    const remaining = async (limiter: Limiter) => (await limiter.consume(key)).remaining
    expect([
      await remaining(first),
      await remaining(second),
      await remaining(first),
      await remaining(second),
    ]).toEqual([4, 3, 2, 1])
    clients[0].close()
    expect([await remaining(first), await remaining(first), await remaining(second)]).toEqual([4, 3, 0])
    expect((await second.consume(key)).retryAfterMs).toBeGreaterThan(0)
    clients[1].close()
  },
)
