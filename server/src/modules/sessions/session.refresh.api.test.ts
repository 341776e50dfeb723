import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePerson, password } from '../../../../testing/factories.ts'
import { startBeside, type TestResponse, type TestService, useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { until } from '../../../../testing/processes/until.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'
import { refresh as refreshBy } from './session.refresh.ts'

const service = useService()
const { post, refresh, signUp } = sessionSteps(service)

let otherInstance: TestService
beforeAll(async () => {
  otherInstance = await startBeside(service)
})
afterAll(() => otherInstance.stop())

const statusesOf = (responses: TestResponse[]) => new Set(responses.map((response) => response.status))
const pairOf = ({ body }: TestResponse) => `${body.accessToken} ${body.refreshToken}`
const pairsOf = (responses: TestResponse[]) => new Set(responses.map(pairOf))
const runSixteenTimes = <T>(work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: 16 }, (_, index) => work(index)))

const activeTokens = (userId: string) =>
  service.deps.db
    .selectFrom('refreshTokens')
    .innerJoin('sessions', 'sessions.id', 'refreshTokens.sessionId')
    .select('refreshTokens.id')
    .where('sessions.userId', '=', userId)
    .where('spentAt', 'is', null)
    .where('endedAt', 'is', null)
    .execute()

describe('a refresh token', () => {
  it('is exchanged for a new pair, which can be exchanged again', async () => {
    const first = await signUp()
    const second = await refresh(first.refreshToken)
    expect(second.status).toBe(200)
    expect((await refresh(second.body.refreshToken)).status).toBe(200)
  })

  it('used 16 times at once on two instances gives one pair, with which each client continues', async () => {
    const { refreshToken, user } = await signUp()
    const instances = [refresh, sessionSteps(otherInstance).refresh] as const
    const presentEverywhere = (token: string) =>
      runSixteenTimes((index) =>
        instances[index % 2 === 0 ? 0 : 1](token, { 'user-agent': `client ${index}` }),
      )
    let presented = refreshToken
    for (let round = 0; round < 3; round++) {
      const responses = await presentEverywhere(presented)
      expect(statusesOf(responses)).toEqual(new Set([200]))
      expect(pairsOf(responses).size).toBe(1)
      expect(await activeTokens(user.id)).toHaveLength(1)
      const token = responses[0]?.body.accessToken
      expect((await service.request('GET', 'me', { token })).status).toBe(200)
      presented = responses[0]?.body.refreshToken
      service.clock.advance(60_000)
    }
  })

  it('whose response was lost gives the same pair again for ten seconds', async () => {
    const { refreshToken } = await signUp()
    const lost = await refresh(refreshToken)
    service.clock.advance(10_000)
    const again = await refresh(refreshToken)
    expect(pairOf(again)).toBe(pairOf(lost))
    expect([lost.body.expiresIn, again.body.expiresIn]).toEqual([900, 890])
    expect((await refresh(again.body.refreshToken)).status).toBe(200)
  })

  it('that was spent before the clock was set back ends the session; clocks of instances may differ by ten seconds', async () => {
    const { refreshToken } = await signUp()
    const next = await refresh(refreshToken)
    service.clock.advance(-10_000)
    expect(pairOf(await refresh(refreshToken))).toBe(pairOf(next))
    service.clock.advance(-1)
    expect((await refresh(refreshToken)).body.code).toBe('token_reused')
    service.clock.advance(10_001)
  })

  it('gives the present pair where another client has exchanged its successor', async () => {
    const { refreshToken } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.body.refreshToken)
    expect(pairOf(await refresh(refreshToken))).toBe(pairOf(third))
    service.clock.advance(60_000)
    expect((await refresh(third.body.refreshToken)).status).toBe(200)
  })

  it('used again after ten seconds ends the whole session, which is recorded in the audit trail', async () => {
    const { refreshToken, accessToken, user } = await signUp()
    const next = await refresh(refreshToken)
    service.clock.advance(10_001)
    const responses = await runSixteenTimes(() => refresh(refreshToken))
    expect(responses.filter((response) => response.body.code === 'token_reused')).toHaveLength(1)
    expect(statusesOf(responses)).toEqual(new Set([401]))
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

  it('is refused after a sign-out, also within the grace period and at the same moment', async () => {
    const { refreshToken } = await signUp()
    const exchanged = await refresh(refreshToken)
    const [out, ...responses] = await Promise.all([
      post('auth/logout', { refreshToken: exchanged.body.refreshToken }),
      ...Array.from({ length: 15 }, () => refresh(refreshToken)),
    ])
    expect(out.status).toBe(204)
    for (const response of responses)
      if (response.status === 200) expect(pairOf(response)).toBe(pairOf(exchanged))
      else expect(response.body.code).toBe('unauthenticated')
    for (const token of [refreshToken, exchanged.body.refreshToken])
      expect((await refresh(token)).body.code).toBe('unauthenticated')
  })

  it('is not spent where the connection to the database broke before the commit of the exchange', async () => {
    const { refreshToken, user } = await signUp()
    const held = await holdLock(service, 'SELECT FROM sessions WHERE user_id = $1 FOR UPDATE', [user.id])
    const broken = refresh(refreshToken)
    await held.untilWaiting(1)
    const ofWaiting = sql`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted
      AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`
    await ofWaiting.execute(service.deps.db)
    expect((await broken).status).toBeGreaterThanOrEqual(500)
    await held.release()
    expect(await activeTokens(user.id)).toHaveLength(1)
    expect((await refresh(refreshToken)).status).toBe(200)
  })

  it('that was exchanged under another secret is refused, and its session continues', async () => {
    const { refreshToken } = await signUp()
    const next = await refresh(refreshToken)
    const other = { ...service.deps, jwtSecret: new TextEncoder().encode('another secret') }
    await expect(refreshBy(other, refreshToken)).rejects.toThrow('unauthenticated')
    expect((await refresh(next.body.refreshToken)).status).toBe(200)
  })

  it('expires after thirty days', async () => {
    const { refreshToken } = await signUp()
    service.clock.advance(30 * 86_400_000)
    expect((await refresh(refreshToken)).body.code).toBe('token_expired')
  })

  it('in a cookie is not accessible to scripts and other origins', async () => {
    const { email } = await signUp()
    const signedIn = await post('auth/login', { email, password, session: 'cookie' })
    expect(signedIn.body.refreshToken).toBeNull()
    const cookie = String(signedIn.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    const [pair = ''] = cookie.split(';')
    const fromOtherSite = await post('auth/refresh', {}, { cookie: pair, origin: 'https://evil.example' })
    expect(fromOtherSite.status).toBe(403)
    const fromThisSite = await post('auth/refresh', {}, { cookie: pair, 'sec-fetch-site': 'same-origin' })
    expect(fromThisSite.status).toBe(200)
    expect(fromThisSite.body.refreshToken).toBeNull()
    expect(String(fromThisSite.headers['set-cookie'])).not.toContain(pair)
  })

  it('in a cookie is not used where a neighbouring host has added another cookie of that name', async () => {
    const [victim = '', attacker = ''] = await Promise.all(
      [await signUp(), await signUp()].map(async ({ email }) => {
        const signedIn = await post('auth/login', { email, password, session: 'cookie' })
        return String(signedIn.headers['set-cookie']).split(';')[0]
      }),
    )
    const refreshWith = (cookie: string) =>
      post('auth/refresh', {}, { cookie, 'sec-fetch-site': 'same-origin' })
    expect((await refreshWith(`${attacker}; language=en; ${victim}`)).body.code).toBe('unauthenticated')
    expect((await refreshWith(`language=en; ${victim}`)).status).toBe(200)
    const others = Array.from({ length: 500 }, (_, n) => `refresh_token=${n}`).join('; ')
    const all = { cookie: `${others}; ${attacker}; ${victim}`, 'sec-fetch-site': 'same-origin' }
    expect((await post('auth/logout', {}, all)).status).toBe(204)
    for (const cookie of [attacker, victim])
      expect((await refreshWith(cookie)).body.code).toBe('unauthenticated')
  })

  it('in a cookie is not ended by a sign-out that a page of another origin sends, which is answered with 204', async () => {
    const { email } = await signUp()
    const signedIn = await post('auth/login', { email, password, session: 'cookie' })
    const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';')
    const fromSibling = await post('auth/logout', {}, { cookie, 'sec-fetch-site': 'same-site' })
    expect([fromSibling.status, fromSibling.headers['set-cookie']]).toEqual([204, undefined])
    const ofOwn = { cookie, 'sec-fetch-site': 'same-origin' }
    const refreshed = await post('auth/refresh', {}, ofOwn)
    expect(refreshed.status).toBe(200)
    expect((await post('auth/logout', {}, ofOwn)).status).toBe(204)
    expect((await post('auth/refresh', {}, ofOwn)).body.code).toBe('unauthenticated')
  })

  it('in a cookie, used 16 times at once, gives equal cookies', async () => {
    const { email } = await signUp()
    const signedIn = await post('auth/login', { email, password, session: 'cookie' })
    const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';')
    const responses = await runSixteenTimes(() =>
      post('auth/refresh', {}, { cookie, 'sec-fetch-site': 'same-origin' }),
    )
    expect(statusesOf(responses)).toEqual(new Set([200]))
    const cookies = new Set(responses.map((response) => String(response.headers['set-cookie']).split(';')[0]))
    expect(cookies.size).toBe(1)
    const [next = ''] = cookies
    expect((await post('auth/refresh', {}, { cookie: next, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    )
  })
})

it('a token that an earlier version has replaced ends its session when it is presented', async () => {
  const { refreshToken, user, accessToken } = await signUp()
  const replacedAt = new Date(service.clock.now()).toISOString()
  await sql`
    UPDATE refresh_tokens SET replaced_at = ${replacedAt}
    WHERE session_id IN (SELECT id FROM sessions WHERE user_id = ${user.id})`.execute(service.deps.db)
  expect((await refresh(refreshToken)).body.code).toBe('token_reused')
  const { db } = service.deps
  const sessions = db.selectFrom('sessions').select('endedAt').where('userId', '=', user.id)
  expect(await sessions.execute()).toEqual([{ endedAt: replacedAt }])
  await until(
    'the refusal',
    async () => (await service.request('GET', 'me', { token: accessToken })).status === 401,
  )
})
