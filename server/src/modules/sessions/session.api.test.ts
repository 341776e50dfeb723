import { describe, expect, it } from 'vitest'
import { makePerson, type Person, password } from '../../../test/factories.ts'
import { useService } from '../../../test/harness.ts'
import { runJobs } from '../../jobs.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })
let people = 0

const credentials = () => {
  people += 1
  return { email: `guest${people}@example.com`, password, firstName: 'Guest', lastName: 'One' }
}

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  service.request('POST', path, { body, headers })

async function signUp(body = credentials()) {
  const answer = await post('auth/register', body)
  return { ...body, ...answer.body } as {
    email: string
    accessToken: string
    refreshToken: string
    user: { id: string }
  }
}

const refresh = (refreshToken: string, headers: Record<string, string> = {}) =>
  post('auth/refresh', { refreshToken }, headers)

/** The text of the last mail to this address, once sent. */
async function lastMailTo(email: string): Promise<string> {
  const row = await service.deps.db
    .selectFrom('mails')
    .select('body')
    .where('recipient', '=', email)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return row.body
}

const tokenIn = (mail: string): string => /#(\S+)/.exec(mail)?.[1] ?? ''

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

describe('a password', () => {
  it('is changed by who knows it, which ends every other session', async () => {
    const { email, accessToken } = await signUp()
    const other = await post('auth/login', { email, password })
    const change = (currentPassword: string) =>
      service.request('POST', 'me/password', {
        token: accessToken,
        body: { currentPassword, newPassword: 'another good one' },
      })
    expect((await change('a wrong password')).status).toBe(403)
    expect((await change(password)).status).toBe(204)
    expect((await refresh(other.body.refreshToken)).status).toBe(401)
    expect((await service.request('GET', 'me', { token: accessToken })).status).toBe(200)
    expect((await post('auth/login', { email, password: 'another good one' })).status).toBe(200)
  })

  it('is reset by a mailed token, once, within an hour, and all sessions end', async () => {
    const { email, refreshToken } = await signUp()
    expect((await post('auth/password-reset', { email })).status).toBe(202)
    const token = tokenIn(await lastMailTo(email))
    const confirm = () => post('auth/password-reset/confirm', { token, password: 'yet another one' })
    expect((await confirm()).status).toBe(204)
    expect((await confirm()).body.code).toBe('token_invalid')
    expect((await refresh(refreshToken)).status).toBe(401)
    expect((await post('auth/login', { email, password: 'yet another one' })).status).toBe(200)
  })

  it('is not reset by a token that is more than an hour old', async () => {
    const { email } = await signUp()
    await post('auth/password-reset', { email })
    const token = tokenIn(await lastMailTo(email))
    service.clock.advance(3_600_000)
    const late = await post('auth/password-reset/confirm', { token, password: 'yet another one' })
    expect(late.body.code).toBe('token_invalid')
  })

  it('reset answers the same for an address that nobody has', async () => {
    const known = await post('auth/password-reset', { email: (await signUp()).email })
    const unknown = await post('auth/password-reset', { email: 'nobody@example.com' })
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
  })
})

describe('an email address', () => {
  it('is verified by the token of the welcome mail', async () => {
    const { email, accessToken } = await signUp()
    const token = tokenIn(await lastMailTo(email))
    expect((await post('auth/verify-email', { token })).status).toBe(204)
    expect((await service.request('GET', 'me', { token: accessToken })).body.emailVerified).toBe(true)
    expect((await post('auth/verify-email', { token })).body.code).toBe('token_invalid')
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
})

describe('signing in', () => {
  it('is throttled for who guesses, and not for its owner elsewhere', async () => {
    const { email } = await signUp()
    const guess = () => post('auth/login', { email, password: 'a wrong guess' })
    for (let attempt = 0; attempt < 10; attempt++) expect((await guess()).status).toBe(401)
    const refused = await guess()
    expect(refused.body.code).toBe('rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const elsewhere = await service.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      remoteAddress: '203.0.113.7',
      payload: { email, password },
    })
    expect(elsewhere.statusCode).toBe(200)
  })
})

it('mails wait in the transaction of what they tell of and are sent once', async () => {
  await signUp()
  await runJobs(service.deps)
  const waiting = await service.deps.db.selectFrom('mails').select('id').where('sentAt', 'is', null).execute()
  expect(waiting).toEqual([])
})
