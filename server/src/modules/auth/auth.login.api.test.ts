import { describe, expect, it } from 'vitest'
import { makePerson, type Person, password } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { blockInDatabase } from '../../../../testing/sessions.ts'

const service = useService()

const login = (body: object) => service.request('POST', 'auth/login', { body })
const me = (token: string) => service.request('GET', 'me', { token })
const block = (person: Person) => blockInDatabase(service, person)

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
