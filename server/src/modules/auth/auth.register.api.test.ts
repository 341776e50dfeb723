import { describe, expect, it } from 'vitest'
import { password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { hashToken } from '../sessions/session.tokens.ts'

const service = useService()
let registrations = 0

const registration = (fields: object = {}) => {
  registrations += 1
  return {
    email: `new${registrations}@example.com`,
    password,
    firstName: 'Anna',
    lastName: 'Ivanova',
    ...fields,
  }
}
const register = (body: object) => service.request('POST', 'auth/register', { body })
const login = (body: object) => service.request('POST', 'auth/login', { body })
const me = (token: string) => service.request('GET', 'me', { token })
/** All values of a table as one text; bytes as Latin-1, in which a stored text is found. */
const rowsOf = async (table: 'users' | 'refreshTokens') => {
  const rows = await service.deps.db.selectFrom(table).selectAll().execute()
  const textOf = (value: unknown) =>
    Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)
  return rows.flatMap((row) => Object.values(row).map(textOf)).join('\n')
}

describe('registering', () => {
  it('makes a member and signs the member in: 201 with a session and every field of the user', async () => {
    const { email } = registration()
    const response = await register(registration({ email, locale: 'ru' }))
    expect(response.status).toBe(201)
    expect(response.body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      user: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        email,
        emailVerified: false,
        firstName: 'Anna',
        lastName: 'Ivanova',
        phone: null,
        locale: 'ru',
        role: 'member',
        locationIds: [],
        balances: [],
      },
    })
    expect((await me(response.body.accessToken)).body).toEqual(response.body.user)
  })

  it('sets English as the default language', async () => {
    expect((await register(registration())).body.user.locale).toBe('en')
  })

  it('is email_taken for the email of an account, in any letter case', async () => {
    const given = registration({ email: 'Mixed.Case@Example.com' })
    expect((await register(given)).body.user.email).toBe('mixed.case@example.com')
    expectProblem(await register({ ...given, email: 'mixed.CASE@example.com' }), 409, 'email_taken')
  })

  it('of one email five times at once makes one account', async () => {
    const given = registration()
    const responses = await Promise.all(Array.from({ length: 5 }, () => register(given)))
    expect(responses.map((response) => response.status).sort()).toEqual([201, 409, 409, 409, 409])
    for (const response of responses.filter(({ status }) => status === 409))
      expectProblem(response, 409, 'email_taken')
  })

  it('accepts passwords of 10 to 128 characters, and stores neither passwords nor refresh tokens as text', async () => {
    const secrets = ['p'.repeat(10), 'p'.repeat(128), '🔑'.repeat(10)]
    for (const secret of secrets) {
      const given = registration({ password: secret })
      const response = await register(given)
      expect(response.status).toBe(201)
      expect((await login({ email: given.email, password: secret })).status).toBe(200)
      expect(await rowsOf('users')).not.toContain(secret)
      const { refreshToken } = response.body
      expect(await rowsOf('refreshTokens')).not.toContain(refreshToken)
      expect(await rowsOf('refreshTokens')).toContain(hashToken(refreshToken).toString('latin1'))
    }
    for (const secret of ['p'.repeat(9), 'p'.repeat(129), ''])
      expectProblem(await register(registration({ password: secret })), 400, 'validation_failed')
    const { passwordHash } = await service.deps.db
      .selectFrom('users')
      .select('passwordHash')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it.each([
    ['a text that is no email', { email: 'anna at example.com' }, '/email'],
    ['an email of 262 characters', { email: `${'a'.repeat(250)}@example.com` }, '/email'],
    ['a blank name', { firstName: '  ' }, '/firstName'],
    ['a name of 201 characters', { lastName: 'a'.repeat(201) }, '/lastName'],
    ['a language that the service does not have', { locale: 'de' }, '/locale'],
    ['a role', { role: 'admin' }, '/role'],
    ['an id', { id: '00000000-0000-7000-8000-000000000000' }, '/id'],
  ])('is refused with %s', async (_, fields, path) => {
    const response = await register(registration(fields))
    expectProblem(response, 400, 'validation_failed')
    expect(response.body.errors[0].path).toBe(path)
  })

  it('is refused without any of the required fields', async () => {
    for (const key of ['email', 'password', 'firstName', 'lastName']) {
      const { [key]: _, ...rest } = registration() as Record<string, unknown>
      expectProblem(await register(rest), 400, 'validation_failed')
    }
  })
})
