import { describe, expect, it } from 'vitest'
import { makePerson, password, tokenOf } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })
const { post, refresh, signUp } = sessionSteps(service)

async function expiredTokenOf(userId: string): Promise<string> {
  const token = await tokenOf(service, userId)
  service.clock.advance(15 * minuteMs)
  return token
}

describe('a session', () => {
  it('is ended by a logout; a logout with any token is answered with 204', async () => {
    const { refreshToken } = await signUp()
    expect((await post('auth/logout', { refreshToken })).status).toBe(204)
    for (const other of ['nothing', null])
      expect((await post('auth/logout', { refreshToken: other })).status).toBe(204)
    expect((await refresh(refreshToken)).status).toBe(401)
  })

  it.each([
    ['an access token that has expired', async (id: string) => `Bearer ${await expiredTokenOf(id)}`],
    ['a text that is no access token', async () => 'Bearer x'],
    ['an unknown scheme', async () => 'Digest x'],
  ])(
    'is refreshed and ended by its refresh token, although the request bears %s',
    async (_, authorizationOf) => {
      const { refreshToken, user } = await signUp()
      const headers = { authorization: await authorizationOf(user.id) }
      const send = (path: string, body: object) => service.request('POST', path, { body, headers })
      const refreshed = await send('auth/refresh', { refreshToken })
      expect(refreshed.status).toBe(200)
      const successor = { refreshToken: refreshed.body.refreshToken }
      expect((await send('auth/logout', successor)).status).toBe(204)
      expect((await refresh(successor.refreshToken)).status).toBe(401)
    },
  )

  it('is one of at most 1,000 of its user: each further sign-in deletes the oldest, and up to a thousand that an earlier version has left', async () => {
    const { email, user, refreshToken } = await signUp()
    await service.deps.pool.query(
      `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
        SELECT gen_random_uuid(), user_id, created_at + n * interval '1 millisecond', last_used_at, expires_at
        FROM sessions, generate_series(1, 2499) n WHERE user_id = $1`,
      [user.id],
    )
    service.clock.advance(minuteMs)
    expect((await refresh(refreshToken)).status).toBe(200)
    const { body } = await post('auth/login', { email, password })
    const countSessions = async () =>
      (await service.deps.pool.query('SELECT FROM sessions WHERE user_id = $1', [user.id])).rowCount
    expect(await countSessions()).toBe(1_501)
    await post('auth/login', { email, password })
    expect(await countSessions()).toBe(1_000)
    expect((await refresh(refreshToken)).status).toBe(401)
    expect((await refresh(body.refreshToken)).status).toBe(200)
  })

  it('is ended by a logout with the access token of a blocked account', async () => {
    const { refreshToken, accessToken, user } = await signUp()
    const admin = await makePerson(service, 'admin')
    const block = { token: admin.token, body: { blocked: true } }
    expect((await service.request('PATCH', `users/${user.id}`, block)).status).toBe(200)
    await expect
      .poll(async () => (await service.request('GET', 'me', { token: accessToken })).body.code)
      .toBe('user_blocked')
    const logout = { token: accessToken, body: { refreshToken } }
    expect((await service.request('POST', 'auth/logout', logout)).status).toBe(204)
    expect((await refresh(refreshToken)).body.code).toBe('unauthenticated')
  })

  it('is listed, newest first, with the current session marked, and can be ended from another session', async () => {
    const { email, accessToken } = await signUp()
    service.clock.advance(1_000)
    const other = await post('auth/login', { email, password })
    const list = await service.request('GET', 'me/sessions', { token: accessToken })
    expect(list.body.items.map((session: { current: boolean }) => session.current)).toEqual([false, true])
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

  it('that has expired gives no more access, also by an access token that was made in its last minutes', async () => {
    const { refreshToken } = await signUp()
    service.clock.advance(30 * dayMs - 5 * minuteMs)
    const { accessToken: token } = (await refresh(refreshToken)).body
    expect((await service.request('GET', 'me', { token })).status).toBe(200)
    service.clock.advance(6 * minuteMs)
    await expect.poll(async () => (await service.request('GET', 'me', { token })).status).toBe(401)
  })
})
