import { describe, expect, it } from 'vitest'
import { password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs, hourMs } from '../../shared/time-range.ts'
import { hashToken } from '../sessions/session.tokens.ts'
import { hashPassword } from './auth.hash.ts'
import { requestPasswordReset, resetMailsPerDay } from './auth.password.ts'

const service = useService({ RATE_LIMIT_MAX: '600' })
const { post, refresh, signUp, tokenMailedTo } = sessionSteps(service)
const newPassword = 'another good one'

const change = (token: string, currentPassword: string, changed = newPassword) =>
  service.request('POST', 'me/password', { token, body: { currentPassword, newPassword: changed } })

describe('a password', () => {
  it('can be changed with the current password, which ends every other session', async () => {
    const { email, accessToken } = await signUp()
    const other = await post('auth/login', { email, password })
    expect((await change(accessToken, 'a wrong password')).status).toBe(403)
    expect((await change(accessToken, password)).status).toBe(204)
    expect((await refresh(other.body.refreshToken)).status).toBe(401)
    expect((await service.request('GET', 'me', { token: accessToken })).status).toBe(200)
    expect((await post('auth/login', { email, password: newPassword })).status).toBe(200)
  })

  it('cannot be guessed with a stolen access token: attempts are limited like sign-ins', async () => {
    const { accessToken } = await signUp()
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await change(accessToken, `guess ${attempt}`)).status).toBe(403)
    const refused = await change(accessToken, password)
    expectProblem(refused, 429, 'rate_limited')
    const retryAfter = String(refused.headers['retry-after'])
    expect(Number(retryAfter)).toBeGreaterThan(0)
    // Those of the limit of passwords, not of the requests of a minute.
    expect(refused.headers).toMatchObject({
      'ratelimit-limit': '10',
      'ratelimit-remaining': '0',
      'ratelimit-reset': retryAfter,
    })
  })

  it('is changed by only one of two simultaneous requests with the old password', async () => {
    const { user, accessToken } = await signUp()
    const held = await holdLock(service, 'SELECT FROM users WHERE id = $1 FOR UPDATE', [user.id])
    const both = Promise.all([change(accessToken, password, 'the first wins'), change(accessToken, password)])
    await held.untilWaiting(2)
    await held.release()
    expect((await both).map((response) => response.status).sort()).toEqual([204, 403])
  })

  it('does not sign in under its old value while it is being changed', async () => {
    const { email } = await signUp()
    const update = 'UPDATE users SET password_hash = $2 WHERE email = $1'
    const held = await holdLock(service, update, [email, await hashPassword(newPassword)])
    let isAnswered = false
    const login = post('auth/login', { email, password }).finally(() => {
      isAnswered = true
    })
    await held.untilWaiting(1, () => isAnswered)
    await held.release()
    expectProblem(await login, 401, 'unauthenticated')
  })

  it('that is changed makes earlier reset links invalid', async () => {
    const { email, accessToken } = await signUp()
    await post('auth/password-reset', { email })
    const token = await tokenMailedTo(email)
    expect((await change(accessToken, password)).status).toBe(204)
    const late = await post('auth/password-reset/confirm', { token, password: 'yet another one' })
    expect(late.body.code).toBe('token_invalid')
  })

  it.each(['a change', 'a reset'])(
    'that is set by %s makes a reset link invalid whose mail is being composed',
    async (kind) => {
      const { email, accessToken, user } = await signUp()
      await post('auth/password-reset', { email })
      const token = await tokenMailedTo(email)
      await post('auth/password-reset', { email })
      // The sender holds the row of the mail until it has stored the token.
      const held = await holdLock(
        service,
        `SELECT FROM outgoing_mails WHERE user_id = $1 AND state = 'waiting' FOR UPDATE`,
        [user.id],
      )
      const late = 'a token that the sender makes'
      await held.run(
        `INSERT INTO mailed_tokens (token_hash, user_id, email, purpose, expires_at) VALUES ($1, $2, $3, 'password_reset', $4)`,
        [hashToken(late), user.id, email, new Date(service.clock.now() + 3_600_000)],
      )
      let isAnswered = false
      const body = { token, password: 'yet another one' }
      const setting = (
        kind === 'a change' ? change(accessToken, password) : post('auth/password-reset/confirm', body)
      ).finally(() => {
        isAnswered = true
      })
      await held.untilWaiting(1, () => isAnswered)
      await held.release()
      expect((await setting).status).toBe(204)
      const confirmed = await post('auth/password-reset/confirm', { ...body, token: late })
      expect(confirmed.body.code).toBe('token_invalid')
    },
  )

  it('is reset by a mailed token, once and within an hour; this verifies the address and ends all sessions', async () => {
    const { email, refreshToken } = await signUp()
    expect((await post('auth/password-reset', { email })).status).toBe(202)
    const token = await tokenMailedTo(email)
    const confirm = () => post('auth/password-reset/confirm', { token, password: 'yet another one' })
    expect((await confirm()).status).toBe(204)
    expect((await confirm()).body.code).toBe('token_invalid')
    expect((await refresh(refreshToken)).status).toBe(401)
    const { status, body } = await post('auth/login', { email, password: 'yet another one' })
    expect([status, body.user.emailVerified]).toEqual([200, true])
  })

  it('is reset by a mailed token also where it was changed before the clock was set back', async () => {
    const { email, accessToken } = await signUp()
    service.clock.advance(600_000)
    expect((await change(accessToken, password)).status).toBe(204)
    service.clock.advance(-600_000)
    await post('auth/password-reset', { email })
    const confirmed = await post('auth/password-reset/confirm', {
      token: await tokenMailedTo(email),
      password: 'yet another one',
    })
    expect(confirmed.status).toBe(204)
  })

  it('is not reset by a token that is more than an hour old', async () => {
    const { email } = await signUp()
    await post('auth/password-reset', { email })
    const token = await tokenMailedTo(email)
    service.clock.advance(3_600_000)
    const late = await post('auth/password-reset/confirm', { token, password: 'yet another one' })
    expect(late.body.code).toBe('token_invalid')
  })

  it('reset is mailed ten times a day to a verified address, then once an hour, however often it is requested', async () => {
    const { email } = await signUp()
    await post('auth/verify-email', { token: await tokenMailedTo(email, 'verify-email') })
    const requestOften = async () => {
      for (let time = 0; time <= resetMailsPerDay; time++) {
        await requestPasswordReset(service.deps, email)
        await service.mailsTo(email)
      }
      const mails = await service.mailsTo(email)
      return mails.filter(({ text }) => text.includes('/reset-password#')).length
    }
    expect(await requestOften()).toBe(resetMailsPerDay)
    expect((await post('auth/password-reset', { email })).status).toBe(202)
    service.clock.advance(hourMs - 1)
    expect(await requestOften()).toBe(resetMailsPerDay)
    service.clock.advance(1)
    expect(await requestOften()).toBe(resetMailsPerDay + 1)
    service.clock.advance(dayMs)
    expect(await requestOften()).toBe(2 * resetMailsPerDay + 1)
  })

  it('reset is mailed to an unverified address as soon as the last link is no longer valid, however many were requested meanwhile', async () => {
    const { email } = await signUp()
    const requestTwenty = async () => {
      for (let time = 0; time < 20; time++) {
        await requestPasswordReset(service.deps, email)
        await service.mailsTo(email)
      }
      const mails = await service.mailsTo(email)
      return mails.filter(({ text }) => text.includes('/reset-password#')).length
    }
    expect(await requestTwenty()).toBe(5)
    service.clock.advance(hourMs - 60_000)
    expect(await requestTwenty()).toBe(5)
    service.clock.advance(120_000)
    expect(await requestTwenty()).toBe(6)
  })

  it('reset gives the same response for an unknown email', async () => {
    const known = await post('auth/password-reset', { email: (await signUp()).email })
    const unknown = await post('auth/password-reset', { email: 'nobody@example.com' })
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
  })
})

describe('an email address', () => {
  it('is verified by the token of the welcome mail', async () => {
    const { email, accessToken } = await signUp()
    const token = await tokenMailedTo(email, 'verify-email')
    expect((await post('auth/verify-email', { token })).status).toBe(204)
    expect((await service.request('GET', 'me', { token: accessToken })).body.emailVerified).toBe(true)
    expect((await post('auth/verify-email', { token })).body.code).toBe('token_invalid')
  })
})

describe('a mail', () => {
  const waiting = () =>
    service.deps.db.selectFrom('outgoingMails').select('userId').where('state', '=', 'waiting').execute()

  it('is queued with its cause and is sent once', async () => {
    await runJobs(service.deps)
    const { email, user } = await signUp()
    expect(await waiting()).toEqual([{ userId: user.id }])
    await runJobs(service.deps)
    expect(await waiting()).toEqual([])
    await runJobs(service.deps)
    expect(await service.mailsTo(email)).toHaveLength(1)
  })

  it('is queued in the transaction of its cause: where it cannot be queued, no account is made', async () => {
    await service.deps.pool.query(`
      CREATE FUNCTION refuse_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no mail'; END $$;
      CREATE TRIGGER refuse_mail BEFORE INSERT ON outgoing_mails FOR EACH ROW EXECUTE FUNCTION refuse_mail()`)
    const registration = { email: 'unmailed@example.com', password, firstName: 'Guest', lastName: 'One' }
    expect((await post('auth/register', registration)).status).toBe(500)
    await service.deps.pool.query('DROP FUNCTION refuse_mail CASCADE')
    expect((await post('auth/login', { email: registration.email, password })).status).toBe(401)
    expect((await post('auth/register', registration)).status).toBe(201)
  })
})
