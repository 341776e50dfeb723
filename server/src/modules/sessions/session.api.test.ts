import { describe, expect, it } from 'vitest'
import { makePerson, type Person, password } from '../../../test/factories.ts'
import { useService } from '../../../test/harness.ts'
import { expectProblem } from '../../../test/problem-shape.ts'
import { hashPassword } from '../users/user.password.ts'
import { setPassword } from '../users/user.service.ts'
import type { ActorCache } from './session.actors.ts'
import { authenticate } from './session.authenticate.ts'
import { sessionKit } from './session.test-kit.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })
const { post, refresh, signUp } = sessionKit(service)

describe('a refresh token', () => {
  it('is exchanged for a new pair, which is exchanged in its turn', async () => {
    const first = await signUp()
    const second = await refresh(first.refreshToken)
    expect(second.status).toBe(200)
    expect((await refresh(second.body.refreshToken)).status).toBe(200)
  })

  it('shown 20 times at once leaves at most one living successor', async () => {
    const { refreshToken } = await signUp()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)))
    const successors = answers
      .filter((answer) => answer.status === 200)
      .map((answer) => answer.body.refreshToken)
    expect(successors.length).toBeGreaterThan(0)
    const living = await service.deps.db
      .selectFrom('refreshTokens')
      .innerJoin('sessions', 'sessions.id', 'refreshTokens.sessionId')
      .select('refreshTokens.id')
      .where('sessions.userId', '=', answers.find((answer) => answer.status === 200)?.body.user.id)
      .where('spentAt', 'is', null)
      .where('replacedAt', 'is', null)
      .where('endedAt', 'is', null)
      .execute()
    expect(living).toHaveLength(1)
  })

  it('whose answer was lost may be shown again within ten seconds by the same client', async () => {
    const { refreshToken } = await signUp()
    const lost = await refresh(refreshToken)
    service.clock.advance(9_000)
    const again = await refresh(refreshToken)
    expect(again.status).toBe(200)
    expect((await refresh(lost.body.refreshToken)).body.code).toBe('token_reused')
  })

  it('shown again after the grace ends the whole session, and the trail says so', async () => {
    const { refreshToken, accessToken, user } = await signUp()
    const next = await refresh(refreshToken)
    service.clock.advance(11_000)
    expect((await refresh(refreshToken)).body).toMatchObject({ status: 401, code: 'token_reused' })
    expect((await refresh(next.body.refreshToken)).body.code).toBe('unauthenticated')
    await expect
      .poll(async () => (await service.request('GET', 'me', { token: accessToken })).status)
      .toBe(401)
    const admin = await makePerson(service, 'admin')
    const trail = await service.request('GET', 'audit?entity=session', { token: admin.token })
    expect(trail.body.items[0]).toMatchObject({
      action: 'token_reused',
      after: { userId: user.id },
      actorId: null,
    })
  })

  it('that a thief has used costs the thief the session as soon as its owner comes back', async () => {
    const { refreshToken } = await signUp()
    const stolen = await refresh(refreshToken, { 'user-agent': 'thief' })
    const owner = await refresh(refreshToken, { 'user-agent': 'owner' })
    expect(owner.body.code).toBe('token_reused')
    expect((await refresh(stolen.body.refreshToken, { 'user-agent': 'thief' })).status).toBe(401)
  })

  it('has an end after thirty days', async () => {
    const { refreshToken } = await signUp()
    service.clock.advance(30 * 86_400_000)
    expect((await refresh(refreshToken)).body.code).toBe('token_expired')
  })

  it('in a cookie is out of the reach of scripts and of other origins', async () => {
    const { email } = await signUp()
    const signedIn = await post('auth/login', { email, password, session: 'cookie' })
    expect(signedIn.body.refreshToken).toBeNull()
    const cookie = String(signedIn.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    const [pair = ''] = cookie.split(';')
    const foreign = await post('auth/refresh', {}, { cookie: pair, origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    const own = await post('auth/refresh', {}, { cookie: pair, 'sec-fetch-site': 'same-origin' })
    expect(own.status).toBe(200)
    expect(own.body.refreshToken).toBeNull()
    expect(String(own.headers['set-cookie'])).not.toContain(pair)
  })
})

describe('a session', () => {
  it('is ended by logging out, whatever is shown', async () => {
    const { refreshToken } = await signUp()
    expect((await post('auth/logout', { refreshToken })).status).toBe(204)
    expect((await post('auth/logout', { refreshToken: 'nothing' })).status).toBe(204)
    expect((await refresh(refreshToken)).status).toBe(401)
  })

  it('is listed newest first with the current one marked, and can be ended from another', async () => {
    const { email, accessToken } = await signUp()
    service.clock.advance(1_000)
    const other = await post('auth/login', { email, password })
    const list = await service.request('GET', 'me/sessions', { token: accessToken })
    expect(list.body.items.map((one: { current: boolean }) => one.current)).toEqual([false, true])
    const [newest] = list.body.items
    expect((await service.request('DELETE', `me/sessions/${newest.id}`, { token: accessToken })).status).toBe(
      204,
    )
    expect((await service.request('DELETE', `me/sessions/${newest.id}`, { token: accessToken })).status).toBe(
      404,
    )
    await expect
      .poll(async () => (await service.request('GET', 'me', { token: other.body.accessToken })).status)
      .toBe(401)
  })
})

describe('Authorization: Basic', () => {
  const basic = (person: Person, secret = password) => ({
    authorization: `Basic ${Buffer.from(`${person.email}:${secret}`).toString('base64')}`,
  })

  it('serves the scripts of staff, never members', async () => {
    const manager = await makePerson(service, 'manager')
    const member = await makePerson(service)
    expect((await service.request('GET', 'me', { headers: basic(manager) })).body.email).toBe(manager.email)
    expect((await service.request('GET', 'me', { headers: basic(member) })).status).toBe(401)
    expect((await service.request('GET', 'me', { headers: basic(manager, 'wrong') })).status).toBe(401)
  })

  it('is nobody where the header holds what no account can', async () => {
    for (const pair of ['a\0b:password', 'a@example.com:pass\0word', '\0', 'no colon', ':', '\xff\xfe:x']) {
      const authorization = `Basic ${Buffer.from(pair, 'latin1').toString('base64')}`
      expectProblem(
        await service.request('GET', 'me', { headers: { authorization } }),
        401,
        'unauthenticated',
      )
    }
  })

  it('stops with the old password as soon as that is changed', async () => {
    const admin = await makePerson(service, 'admin')
    expect((await service.request('GET', 'me', { headers: basic(admin) })).status).toBe(200)
    await service.request('POST', 'me/password', {
      token: admin.token,
      body: { currentPassword: password, newPassword: 'a changed password' },
    })
    await expect
      .poll(async () => (await service.request('GET', 'me', { headers: basic(admin) })).status)
      .toBe(401)
  })

  it('remembers no pair whose password was changed while it was looked at', async () => {
    const { id, email } = await makePerson(service, 'admin')
    const header = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    const actors: ActorCache = {
      ...service.deps.actors,
      // Between the look at the password and the look at who it is.
      ofUser: async (userId) => {
        const passwordHash = await hashPassword('a changed password')
        await service.deps.db
          .transaction()
          .execute((trx) => setPassword(trx, id, passwordHash, '2026-12-01T06:00:01.000Z'))
        return service.deps.actors.ofUser(userId)
      },
    }
    await authenticate({ ...service.deps, actors }, header, '127.0.0.1')
    expectProblem(
      await service.request('GET', 'me', { headers: { authorization: header } }),
      401,
      'unauthenticated',
    )
  })
})
