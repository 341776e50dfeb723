import { describe, expect, it } from 'vitest'
import { password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { sessionKit } from '../../../../testing/sessions.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })
const { post, refresh, signUp } = sessionKit(service)

describe('a session', () => {
  it('is ended by a logout; a logout with any token is answered with 204', async () => {
    const { refreshToken } = await signUp()
    expect((await post('auth/logout', { refreshToken })).status).toBe(204)
    expect((await post('auth/logout', { refreshToken: 'nothing' })).status).toBe(204)
    expect((await refresh(refreshToken)).status).toBe(401)
  })

  it('is listed, newest first, with the current session marked, and can be ended from another session', async () => {
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

  it('that has expired gives no more access, also by an access token that was made in its last minutes', async () => {
    const { refreshToken } = await signUp()
    service.clock.advance(30 * dayMs - 5 * minuteMs)
    const { accessToken: token } = (await refresh(refreshToken)).body
    expect((await service.request('GET', 'me', { token })).status).toBe(200)
    service.clock.advance(6 * minuteMs)
    await expect.poll(async () => (await service.request('GET', 'me', { token })).status).toBe(401)
  })
})
