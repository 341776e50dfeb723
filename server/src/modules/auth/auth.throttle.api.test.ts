import { describe, expect, it } from 'vitest'
import { makePerson, password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { sessionSteps } from '../../../../testing/sessions.ts'

const service = useService({ RATE_LIMIT_MAX: '6000' })
const { post, signUp, tokenMailedTo } = sessionSteps(service)

const home = '203.0.113.7'
const signIn = async (email: string, secret: string, remoteAddress: string, device?: string) => {
  const url = '/api/v1/auth/login'
  const payload = { email, password: secret }
  const headers = device === undefined ? {} : { cookie: `device=${device}` }
  return service.app.inject({ method: 'POST', url, remoteAddress, payload, headers })
}
const statusOf = async (email: string, secret: string, ip: string) =>
  (await signIn(email, secret, ip)).statusCode

describe('signing in', () => {
  it('is refused for a while after ten failures from one IP address, and not elsewhere', async () => {
    const { email } = await signUp()
    for (let attempt = 0; attempt < 10; attempt++)
      expect(await statusOf(email, 'a wrong guess', '198.51.100.1')).toBe(401)
    const refused = await signIn(email, password, '198.51.100.1')
    expect(refused.json().code).toBe('rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(await statusOf(email, password, home)).toBe(200)
  })

  it('with the right password uses up no attempt', async () => {
    const { email } = await signUp()
    for (let time = 0; time < 12; time++) expect(await statusOf(email, password, '198.51.100.2')).toBe(200)
  })

  it('with the right password of a blocked person uses up no attempt', async () => {
    const { id, email } = await makePerson(service)
    const admin = await makePerson(service, 'admin')
    await service.request('PATCH', `users/${id}`, { token: admin.token, body: { blocked: true } })
    for (let time = 0; time < 12; time++) expect(await statusOf(email, password, '198.51.100.3')).toBe(403)
  })

  it('is limited for all addresses of one IPv6 host (/64)', async () => {
    const { email } = await signUp()
    for (let attempt = 0; attempt < 10; attempt++)
      expect(await statusOf(email, 'a wrong guess', `2001:db8:1:2::${attempt}`)).toBe(401)
    expect(await statusOf(email, password, '2001:db8:1:2:ffff::1')).toBe(429)
    expect(await statusOf(email, password, '2001:db8:1:3::1')).toBe(200)
  })

  it('is limited for guesses from many IP addresses, but not for the owner on an IP address of an earlier sign-in', async () => {
    const { email } = await signUp()
    expect(await statusOf(email, password, home)).toBe(200)
    for (let attempt = 0; attempt < 30; attempt++)
      expect(await statusOf(email, 'a wrong guess', `192.0.2.${attempt}`)).toBe(401)
    expect(await statusOf(email, 'a wrong guess', '192.0.2.100')).toBe(429)
    expect(await statusOf(email, password, '192.0.2.101')).toBe(429)
    expect(await statusOf(email, password, home)).toBe(200)
    // The owner's IP address does not exempt other people at that IP address from the limit.
    for (let attempt = 0; attempt < 10; attempt++)
      expect(await statusOf(email, 'a wrong guess', home)).toBe(401)
    expect(await statusOf(email, 'a wrong guess', home)).toBe(429)
  })

  it('is not delayed on any address of the IPv6 host (/64) of an earlier sign-in of the owner, while it is delayed elsewhere', async () => {
    const { email } = await signUp()
    expect(await statusOf(email, password, '2001:db8:7:1::5')).toBe(200)
    for (let attempt = 0; attempt < 30; attempt++)
      expect(await statusOf(email, 'a wrong guess', `192.0.2.${attempt}`)).toBe(401)
    // A wrong password is checked there (401), not delayed (429).
    expect(await statusOf(email, 'a wrong guess', '2001:db8:7:1:aaaa::9')).toBe(401)
    expect(await statusOf(email, password, '2001:db8:7:1:aaaa::9')).toBe(200)
    expect(await statusOf(email, password, '2001:db8:7:2::5')).toBe(429)
  })

  it('after a hundred failures on one IP address is possible there only for people who have signed in there before', async () => {
    const office = '198.51.100.9'
    const [colleague, newcomer] = [await signUp(), await signUp()]
    expect(await statusOf(colleague.email, password, office)).toBe(200)
    for (let attempt = 0; attempt < 100; attempt++)
      expect(await statusOf(`nobody${attempt}@example.com`, 'a wrong guess', office)).toBe(401)
    expect(await statusOf(newcomer.email, password, office)).toBe(429)
    expect(await statusOf(colleague.email, password, office)).toBe(200)
  })
})

describe('a device that has signed in before', () => {
  const cafe = '198.51.100.20'
  const guessAt = async (email: string, device?: string) => {
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await signIn(email, 'a wrong guess', cafe, device)).statusCode).toBe(401)
    expect((await signIn(email, 'a wrong guess', cafe, device)).statusCode).toBe(429)
  }
  const deviceOf = async (email: string) => {
    const { cookies } = await signIn(email, password, home)
    const cookie = cookies.find(({ name }) => name === 'device')
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api/v1/auth' })
    return cookie?.value ?? ''
  }

  it('can sign in where strangers have used up the attempts, and devices of other accounts cannot', async () => {
    const [owner, other] = [await signUp(), await signUp()]
    const [device, otherDevice] = [await deviceOf(owner.email), await deviceOf(other.email)]
    await guessAt(owner.email)
    expect(await statusOf(owner.email, password, cafe)).toBe(429)
    expect((await signIn(owner.email, password, cafe, otherDevice)).statusCode).toBe(429)
    for (let time = 0; time < 3; time++)
      expect((await signIn(owner.email, password, cafe, device)).statusCode).toBe(200)
  })

  it('has its own attempts, apart from those of another device', async () => {
    const { email } = await signUp()
    const [device, another] = [await deviceOf(email), await deviceOf(email)]
    expect(device).not.toBe(another)
    await guessAt(email, device)
    expect((await signIn(email, password, cafe, device)).statusCode).toBe(429)
    expect((await signIn(email, password, cafe, another)).statusCode).toBe(200)
  })

  it('is also a device on which the account was made, or its password was set by a mailed link', async () => {
    const registration = { email: 'device@example.com', password, firstName: 'Guest', lastName: 'One' }
    const created = await post('auth/register', registration)
    await post('auth/password-reset', { email: registration.email })
    const token = await tokenMailedTo(registration.email)
    const reset = await post('auth/password-reset/confirm', { token, password })
    await guessAt(registration.email)
    for (const response of [created, reset]) {
      const [, device] = /device=([^;]+)/.exec(String(response.headers['set-cookie'])) ?? []
      expect((await signIn(registration.email, password, cafe, device)).statusCode).toBe(200)
    }
  })
})

it('a script whose password was right at this IP address is not delayed by wrong passwords of others there', async () => {
  const { email } = await makePerson(service, 'manager')
  const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
  const send = async (remoteAddress: string) => {
    // As after the minute for which right credentials are trusted without a check of the password.
    service.deps.basicCredentialsCache.clear()
    const url = '/api/v1/me'
    return (await service.app.inject({ method: 'GET', url, remoteAddress, headers: { authorization } }))
      .statusCode
  }
  expect(await send('198.51.100.30')).toBe(200)
  for (let attempt = 0; attempt < 10; attempt++)
    expect(await statusOf(email, 'a wrong guess', '198.51.100.30')).toBe(401)
  expect(await statusOf(email, 'a wrong guess', '198.51.100.30')).toBe(429)
  expect([await send('198.51.100.30'), await send('198.51.100.30')]).toEqual([200, 200])
})

it('the right password of a member by `Basic` is refused, but is no wrong password', async () => {
  const { email } = await signUp()
  const headers = { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` }
  const remoteAddress = '198.51.100.40'
  for (let time = 0; time < 12; time++) {
    service.deps.basicCredentialsCache.clear()
    const refused = await service.app.inject({ method: 'GET', url: '/api/v1/me', remoteAddress, headers })
    expect(refused.statusCode).toBe(401)
  }
  for (let attempt = 0; attempt < 10; attempt++)
    expect(await statusOf(email, 'a wrong guess', remoteAddress)).toBe(401)
  expect(await statusOf(email, 'a wrong guess', remoteAddress)).toBe(429)
})

it('a link for a new password is mailed five times in a quarter of an hour, and an unknown email gets the same responses', async () => {
  const { email } = await signUp()
  for (const recipient of [email, 'nobody@example.com']) {
    for (let time = 0; time < 5; time++)
      expect((await post('auth/password-reset', { email: recipient })).status).toBe(202)
    expect((await post('auth/password-reset', { email: recipient })).body.code).toBe('rate_limited')
  }
})
