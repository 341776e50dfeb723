import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePerson, type Person, password } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { serializers } from '../log.ts'

let service: TestService
let member: Person
let lines: string[] = []

beforeAll(async () => {
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  service = await startTestService({}, { log: pino({ level: 'trace', serializers }, stream) })
  member = await makePerson(service)
})
beforeEach(() => {
  lines = []
})
afterAll(() => service.stop())

const logged = () => lines.map((line) => JSON.parse(line))

describe('the log of a request', () => {
  it('is one line of JSON with the request’s id, route, status, duration and user', async () => {
    const headers = { 'x-request-id': 'abc-1' }
    await service.request('GET', 'me/wallet/entries?limit=5', { token: member.token, headers })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\{.*\}\n$/)
    expect(logged()[0]).toMatchObject({
      level: 30,
      requestId: 'abc-1',
      method: 'GET',
      route: '/api/v1/me/wallet/entries',
      status: 200,
      durationMs: expect.any(Number),
      user: member.id,
      msg: 'request',
    })
  })

  it('is one line also for a refusal and for an unknown path', async () => {
    await service.request('GET', 'spaces/x')
    await service.request('GET', 'me')
    await service.request('GET', '/nothing/of/ours')
    await service.request('POST', 'auth/login', {
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect(logged().map(({ route, status, user }) => [route, status, user])).toEqual([
      ['/api/v1/spaces/:id', 400, null],
      ['/api/v1/me', 401, null],
      [null, 404, null],
      ['/api/v1/auth/login', 400, null],
    ])
  })

  it('never has a password, a token, an Authorization header, a body or the text of a query', async () => {
    const registration = {
      email: 'somebody.private@example.com',
      password: 'a password of my own',
      firstName: 'Privatename',
      lastName: 'Ivanova',
    }
    const created = await service.request('POST', 'auth/register', { body: registration })
    const session = await service.request('POST', 'auth/login', { body: { email: member.email, password } })
    await service.request('POST', 'auth/login', {
      body: { email: member.email, password: 'wrong but private' },
    })
    await service.request('POST', 'auth/login', { body: { ...registration, password: 'x'.repeat(200) } })
    await service.request('GET', 'me', { headers: { authorization: 'Bearer a.forged.token' } })
    await service.request('GET', 'me', { headers: { authorization: 'Basic c2VjcmV0OnNlY3JldA==' } })
    await service.request('GET', 'spaces?amenities=privatequery&access_token=privatetoken')
    await service.request('GET', 'me', {
      token: session.body.accessToken,
      headers: { cookie: 'a=privatecookie' },
    })
    const secrets = [
      registration.email,
      registration.password,
      registration.firstName,
      password,
      'wrong but private',
      'x'.repeat(200),
      created.body.accessToken,
      created.body.refreshToken,
      session.body.accessToken,
      session.body.refreshToken,
      'a.forged.token',
      'c2VjcmV0OnNlY3JldA',
      'privatequery',
      'privatetoken',
      'privatecookie',
    ]
    expect(lines).toHaveLength(8)
    for (const secret of secrets) expect(lines.join('')).not.toContain(secret)
    expect(lines.join('')).not.toMatch(/bearer|basic|authorization/i)
  })

  it('of a fault of the service has a further line with its cause under the id of the request', async () => {
    await service.deps.pool.query('ALTER TABLE tariffs RENAME TO tariffs_away')
    const response = await service.request('GET', 'tariffs', { token: member.token })
    await service.deps.pool.query('ALTER TABLE tariffs_away RENAME TO tariffs')
    expect(response.status).toBe(500)
    const [cause, request] = logged()
    expect(cause).toMatchObject({ level: 50, requestId: response.body.requestId, err: { code: '42P01' } })
    expect(request).toMatchObject({
      requestId: response.body.requestId,
      status: 500,
      route: '/api/v1/tariffs',
    })
    expect(lines.join('')).not.toContain(member.token)
  })

  it.each([
    ['a constraint', '23514', "first_name <> 'Privatename'"],
    ['a conversion', '22P02', "first_name <> 'Privatename' OR first_name::int > 0"],
  ])('of a fault by %s of the database has no data of the row', async (_, code, check) => {
    const { pool } = service.deps
    await pool.query(`ALTER TABLE users ADD CONSTRAINT users_test CHECK (${check}) NOT VALID`)
    const body = { firstName: 'Privatename' }
    const response = await service.request('PATCH', 'me', { token: member.token, body })
    await pool.query('ALTER TABLE users DROP CONSTRAINT users_test')
    expect(response.status).toBe(500)
    expect(logged()[0]).toMatchObject({ level: 50, err: { code, stack: expect.any(String) } })
    expect(lines.join('')).not.toContain('Privatename')
    expect(lines.join('')).not.toContain(member.email)
  })
})
