import { beforeAll, describe, expect, it } from 'vitest'
import {
  makeLocation,
  makePerson,
  makeTariff,
  type Person,
  password,
  tokenOf,
  topUp,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { until } from '../../../../testing/processes/until.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { actorMaxAgeMs } from '../sessions/session.actors.ts'

const service = useService()
let admin: Person
let numbers = 0

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

const registration = (fields: object = {}) => {
  numbers += 1
  return { email: `new${numbers}@example.com`, password, firstName: 'Anna', lastName: 'Ivanova', ...fields }
}
const register = (body: object) => service.request('POST', 'auth/register', { body })
const login = (body: object) => service.request('POST', 'auth/login', { body })
const me = (token: string) => service.request('GET', 'me', { token })
const rowsOf = async (table: 'users' | 'refreshTokens') =>
  JSON.stringify(await service.deps.db.selectFrom(table).selectAll().execute())

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
    for (const response of responses.filter((one) => one.status === 409))
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
      expect(await rowsOf('refreshTokens')).not.toContain(response.body.refreshToken)
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
    ['an email that is none', { email: 'anna at example.com' }, '/email'],
    ['an endless email', { email: `${'a'.repeat(250)}@example.com` }, '/email'],
    ['a blank name', { firstName: '  ' }, '/firstName'],
    ['an endless name', { lastName: 'a'.repeat(201) }, '/lastName'],
    ['a language that is not spoken', { locale: 'de' }, '/locale'],
    ['a role to be had', { role: 'admin' }, '/role'],
    ['an id of its choice', { id: '00000000-0000-7000-8000-000000000000' }, '/id'],
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

describe('signing in', () => {
  it('returns a session, in any letter case of the email', async () => {
    const person = await makePerson(service)
    const response = await login({ email: person.email.toUpperCase(), password })
    expect(response.status).toBe(200)
    expect(Object.keys(response.body).sort()).toEqual(
      ['accessToken', 'expiresIn', 'refreshToken', 'tokenType', 'user'].sort(),
    )
    expect((await me(response.body.accessToken)).body.id).toBe(person.id)
  })

  it('has equal responses for an unknown email and a wrong password', async () => {
    const person = await makePerson(service)
    const unknown = await login({ email: 'nobody@example.com', password })
    const wrong = await login({ email: person.email, password: 'another password' })
    expectProblem(unknown, 401, 'unauthenticated')
    expectProblem(wrong, 401, 'unauthenticated')
    const { requestId: _, ...first } = unknown.body
    const { requestId: __, ...second } = wrong.body
    expect(second).toEqual(first)
  })

  it('is user_blocked for a blocked account only with the right password', async () => {
    const person = await makePerson(service)
    await block(person)
    expectProblem(await login({ email: person.email, password }), 403, 'user_blocked')
    expectProblem(await login({ email: person.email, password: 'another password' }), 401, 'unauthenticated')
  })
})

describe('/me', () => {
  it('shows the locations that a manager runs, and a balance of every currency with entries, by code', async () => {
    const location = await makeLocation(service, admin)
    const manager = await makePerson(service, 'manager', [location.id])
    const member = await makePerson(service)
    await topUp(service, admin, member.id, 500)
    const path = `users/${member.id}/wallet/entries`
    const body = { kind: 'top_up', amount: 7, currency: 'EUR' }
    await service.request('POST', path, { token: admin.token, body })
    expect((await me(manager.token)).body).toMatchObject({ role: 'manager', locationIds: [location.id] })
    expect((await me(member.token)).body.balances).toEqual([
      { currency: 'EUR', balance: 7 },
      { currency: 'RUB', balance: 500 },
    ])
  })

  it('changes the fields of the request and no others', async () => {
    const { token } = await makePerson(service)
    const before = (await me(token)).body
    const change = (body: object) => service.request('PATCH', 'me', { token, body })
    expect((await change({})).body).toEqual(before)
    expect((await change({ firstName: 'Ольга' })).body).toEqual({ ...before, firstName: 'Ольга' })
    await change({ lastName: `O'Neil`, locale: 'ru' })
    expect((await me(token)).body).toEqual({
      ...before,
      firstName: 'Ольга',
      lastName: `O'Neil`,
      locale: 'ru',
    })
  })

  it.each([
    { firstName: null },
    { lastName: '' },
    { locale: null },
    { email: 'x@example.com' },
    { role: 'admin' },
  ])('refuses the change %j and changes nothing', async (body) => {
    const { token } = await makePerson(service)
    const before = (await me(token)).body
    const response = await service.request('PATCH', 'me', { token, body: { firstName: 'Olga', ...body } })
    expectProblem(response, 400, 'validation_failed')
    expect((await me(token)).body).toEqual(before)
  })
})

/** Writes to the database directly, as another instance would: instances share nothing else. */
const block = ({ id }: Person) =>
  withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ blockedAt: '2026-12-01T00:00:00Z' })
    .where('id', '=', id)
    .execute()

describe('the state of an actor in the database', () => {
  it('is cached for less than a second', () => {
    expect(actorMaxAgeMs).toBeGreaterThan(0)
    expect(actorMaxAgeMs).toBeLessThan(1_000)
  })

  it('stops the tokens of a blocked user, also on public routes', async () => {
    const person = await makePerson(service)
    expect((await me(person.token)).status).toBe(200)
    await block(person)
    await until('the refusal', async () => (await me(person.token)).status === 403)
    expectProblem(await me(person.token), 403, 'user_blocked')
    expectProblem(await service.request('GET', 'spaces', { token: person.token }), 403, 'user_blocked')
    expectProblem(await me(await tokenOf(service, person.id)), 403, 'user_blocked')
    expect((await service.request('GET', 'spaces')).status).toBe(200)
  })

  it('removes a role also from tokens that were issued before', async () => {
    const person = await makePerson(service, 'admin')
    const body = { name: 'Loft', timeZone: 'Europe/Moscow' }
    const create = async () =>
      (await service.request('POST', 'locations', { token: person.token, body })).status
    expect(await create()).toBe(201)
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ role: 'member' })
      .where('id', '=', person.id)
      .execute()
    await until('the refusal', async () => (await create()) === 403)
    await expect(makeTariff(service, person)).rejects.toThrow('forbidden')
  })
})
