import { createHmac, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePerson, type Person, tokenOf } from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { signAccessToken } from './session.tokens.ts'

const service = useService()
let member: Person
let admin: Person

beforeAll(async () => {
  member = await makePerson(service)
  admin = await makePerson(service, 'admin')
})

const send = (authorization: string, path = 'me') =>
  service.request('GET', path, { headers: { authorization } })

const seconds = () => Math.floor(service.clock.now() / 1000)
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
/** The id of the administrator's session. */
const sid = (): string => JSON.parse(Buffer.from(admin.token.split('.')[1] ?? '', 'base64url').toString()).sid
/** The payload of a valid token of the administrator. */
const claims = () => ({ sub: admin.id, sid: sid(), iat: seconds(), exp: seconds() + 900 })

/** A token with this secret, algorithm and payload. */
const signed = (secret: Uint8Array, alg: string, payload: Record<string, unknown> = claims()) =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(secret)

function unsigned(header: object, signature = ''): string {
  return `${encoded(header)}.${encoded(claims())}.${signature}`
}

describe('an access token', () => {
  it('is valid for fifteen minutes and token_expired from then on', async () => {
    const token = await tokenOf(service, member.id)
    service.clock.advance(899_000)
    expect((await send(`Bearer ${token}`)).status).toBe(200)
    service.clock.advance(1_000)
    const response = await send(`Bearer ${token}`)
    service.clock.set(startOfTests)
    expectProblem(response, 401, 'token_expired')
    expect(response.headers['www-authenticate']).toBe('Bearer')
  })

  it('that has expired is token_expired on a public route, too', async () => {
    const token = await tokenOf(service, member.id)
    service.clock.advance(900_000)
    const response = await send(`Bearer ${token}`, 'spaces')
    service.clock.set(startOfTests)
    expectProblem(response, 401, 'token_expired')
  })

  it('may follow a scheme in any letter case and several spaces', async () => {
    expect((await send(`bearer   ${member.token}`)).body.id).toBe(member.id)
    expect((await send(`BEARER ${member.token}`)).body.id).toBe(member.id)
  })

  it('is valid with this payload, algorithm and secret, so that each refusal below has the cause that it names', async () => {
    const token = await signed(service.deps.jwtSecret, 'HS256')
    expect(await send(`Bearer ${token}`)).toMatchObject({ status: 200, body: { id: admin.id } })
  })

  it.each<[string, () => string | Promise<string>]>([
    ['a scheme without a token', () => 'Bearer'],
    ['words after the scheme', () => 'Bearer let me in'],
    ['three parts that are no token', () => 'Bearer a.b.c'],
    ['a token without its scheme', () => member.token],
    ['a scheme that is not known', () => `Digest ${member.token}`],
    [
      'a token with a letter of its signature changed',
      () =>
        `Bearer ${member.token.replace(/\.(.)([^.]+)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`)}`,
    ],
    ['a token without its signature', () => `Bearer ${member.token.replace(/\.[^.]+$/, '.')}`],
    [
      "a token with another user's id under the old signature",
      () => `Bearer ${member.token.replace(/\.[^.]+\./, `.${encoded(claims())}.`)}`,
    ],
    ['a token of the algorithm "none"', () => `Bearer ${unsigned({ alg: 'none' })}`],
    ['a token of the algorithm "nOnE"', () => `Bearer ${unsigned({ alg: 'nOnE' })}`],
    [
      'a token signed with an empty secret',
      () => {
        const token = unsigned({ alg: 'HS256' }).slice(0, -1)
        return `Bearer ${token}.${createHmac('sha256', '').update(token).digest('base64url')}`
      },
    ],
    [
      'a token signed with another secret',
      async () => `Bearer ${await signed(new TextEncoder().encode('x'.repeat(35)), 'HS256')}`,
    ],
    [
      'a token of another algorithm signed with the right secret',
      async () => `Bearer ${await signed(service.deps.jwtSecret, 'HS512')}`,
    ],
    [
      'a token that never expires',
      async () => `Bearer ${await signed(service.deps.jwtSecret, 'HS256', { sub: admin.id, sid: sid() })}`,
    ],
    [
      'a token without a user',
      async () => `Bearer ${await signed(service.deps.jwtSecret, 'HS256', { ...claims(), sub: undefined })}`,
    ],
    [
      'a token without a session',
      async () => `Bearer ${await signed(service.deps.jwtSecret, 'HS256', { ...claims(), sid: undefined })}`,
    ],
    [
      'a token of a user who does not exist',
      async () => `Bearer ${await signAccessToken(service.deps, randomUUID(), randomUUID())}`,
    ],
  ])('is unauthenticated as %s, on protected and public routes', async (_, header) => {
    const authorization = await header()
    for (const path of ['me', 'spaces']) {
      const response = await send(authorization, path)
      expectProblem(response, 401, 'unauthenticated')
      expect(response.headers['www-authenticate']).toBe('Bearer')
    }
  })
})
