import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { makePerson, type Person } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'

// One password as two keyboards send it: й and ё as one character, or as a letter and a combining mark.
const service = useService()
const composed = 'пароль с й и ё'
const decomposed = composed.normalize('NFD')

let registrations = 0
async function register(password: string) {
  registrations += 1
  const email = `speller${registrations}@example.com`
  const body = { email, password, firstName: 'Anna', lastName: 'Ivanova' }
  return { email, response: await service.request('POST', 'auth/register', { body }) }
}
const login = (email: string, password: string) =>
  service.request('POST', 'auth/login', { body: { email, password } })

/** Hashes a password as the service did before it normalised passwords to NFC: as it was typed. */
const hashAsTyped = async ({ id }: Person, password: string) =>
  withoutInvalidation(service.deps.db)
    .updateTable('users')
    .set({ passwordHash: await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }) })
    .where('id', '=', id)
    .execute()

describe('a password', () => {
  it.each([
    ['composed', 'decomposed', composed, decomposed],
    ['decomposed', 'composed', decomposed, composed],
  ])('set with %s letters is right with %s letters', async (_, __, set, typed) => {
    const { email, response } = await register(set)
    expect(response.status).toBe(201)
    for (const password of [set, typed]) expect((await login(email, password)).status).toBe(200)
    expectProblem(await login(email, composed.replace('й', 'и')), 401, 'unauthenticated')
  })

  it('may be changed, and used by Basic, in either Unicode form', async () => {
    const admin = await makePerson(service, 'admin')
    const change = (currentPassword: string, newPassword: string) =>
      service.request('POST', 'me/password', { token: admin.token, body: { currentPassword, newPassword } })
    await hashAsTyped(admin, composed)
    expect((await change(decomposed, `${decomposed}!`)).status).toBe(204)
    const pair = Buffer.from(`${admin.email}:${composed}!`).toString('base64')
    const response = await service.request('GET', 'me', { headers: { authorization: `Basic ${pair}` } })
    expect(response.status).toBe(200)
  })

  it('must have 10 to 128 characters of NFC when it is set and when it is typed', async () => {
    const longest = 'й'.repeat(128)
    const { email, response } = await register(longest.normalize('NFD'))
    expect(response.status).toBe(201)
    expect((await login(email, longest.normalize('NFD'))).status).toBe(200)
    const short = await register('й'.repeat(9).normalize('NFD'))
    expectProblem(short.response, 400, 'validation_failed')
    expectProblem((await register('й'.repeat(129))).response, 400, 'validation_failed')
  })
})

describe('a password that was hashed as it was typed', () => {
  it('is right exactly as it was typed; then it is hashed again, and is right in every spelling from then on', async () => {
    const person = await makePerson(service)
    await hashAsTyped(person, decomposed)
    expectProblem(await login(person.email, composed), 401, 'unauthenticated')
    expect((await login(person.email, decomposed)).status).toBe(200)
    expect((await login(person.email, composed)).status).toBe(200)
  })

  it('signs in from many devices at once, although several of them hash it again', async () => {
    const person = await makePerson(service)
    await hashAsTyped(person, decomposed)
    const responses = await Promise.all(Array.from({ length: 4 }, () => login(person.email, decomposed)))
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200])
    expect((await login(person.email, composed)).status).toBe(200)
  })

  it('is not hashed again where it is wrong or the account is blocked', async () => {
    const person = await makePerson(service)
    await hashAsTyped(person, decomposed)
    const before = await service.deps.db
      .selectFrom('users')
      .select('passwordHash')
      .where('id', '=', person.id)
      .execute()
    expectProblem(await login(person.email, `${decomposed}!`), 401, 'unauthenticated')
    const blocked = { blockedAt: '2026-12-01T00:00:00Z' }
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set(blocked)
      .where('id', '=', person.id)
      .execute()
    expectProblem(await login(person.email, decomposed), 403, 'user_blocked')
    const after = await service.deps.db
      .selectFrom('users')
      .select('passwordHash')
      .where('id', '=', person.id)
      .execute()
    expect(after).toEqual(before)
  })
})
