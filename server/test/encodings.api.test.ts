import { describe, expect, it } from 'vitest'
import { makePerson, password } from '../../testing/factories.ts'
import { expectProblem } from '../../testing/problem-shape.ts'
import { useOperations, withContext } from './invalid-input.ts'

// Bytes that are not UTF-8, and other charsets, are refused wherever text is accepted; nothing is replaced silently.
const fixture = useOperations()

/** windows-1251, which some Russian clients still send by mistake: each letter is one byte. */
const cp1251 = (text: string): Buffer =>
  Buffer.from(
    [...text].map((letter) => (letter < '\u0080' ? letter.charCodeAt(0) : letter.charCodeAt(0) - 0x350)),
  )

const broken: [string, Buffer][] = [
  ['windows-1251', cp1251('Анна')],
  ['a byte that is never in UTF-8', Buffer.from([0xff])],
  ['a character that is cut off', Buffer.from([0xd0])],
  ['a continuation without a beginning', Buffer.from([0x90])],
  ['more bytes than a character needs', Buffer.from([0xc0, 0xaf])],
  ['half of a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
  ['a character beyond Unicode', Buffer.from([0xf4, 0x90, 0x80, 0x80])],
]

const escaped = (bytes: Buffer) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

const sendBytes = async (method: string, url: string, body: Buffer, contentType = 'application/json') => {
  const response = await fixture.service.app.inject({
    method: method as 'POST',
    url: url.startsWith('/') ? url : `/api/v1/${url}`,
    headers: { authorization: `Bearer ${fixture.admin.token}`, 'content-type': contentType },
    payload: body,
  })
  const parsed = response.body === '' ? null : response.json()
  return { status: response.statusCode, headers: response.headers, text: response.body, body: parsed }
}

describe('a body', () => {
  it('whose bytes are not UTF-8 is malformed_json on every route that accepts a body', async () => {
    for (const operation of fixture.operationsWithBody) {
      const { path } = await fixture.sampleOf(operation)
      for (const [name, bytes] of broken) {
        const body = Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')])
        const response = await sendBytes(operation.method, path, body)
        withContext(`${operation.operationId} ${name}`, () => expectProblem(response, 400, 'malformed_json'))
      }
    }
  })

  it('may begin with a byte order mark, which is skipped', async () => {
    const { path, body } = await fixture.sampleOf(fixture.operation('createLocation'))
    const marked = Buffer.from(`\uFEFF${JSON.stringify({ ...body, name: 'Ёлка' })}`)
    expect((await sendBytes('POST', path, marked)).body).toMatchObject({ name: 'Ёлка' })
  })

  it.each([
    'application/json; charset=windows-1251',
    'application/json;charset="windows-1251"',
    'application/json; Charset=KOI8-R',
    'application/json; charset=iso-8859-1',
    'application/json; charset="utf-16"',
    'application/json; charset=utf-8; charset=windows-1251',
    'application/json; charset="win\\dows-1251"',
    'application/json; charset=',
  ])('of the type %s is unsupported_media_type', async (type) => {
    const { path, body } = await fixture.sampleOf(fixture.operation('createLocation'))
    const response = await sendBytes('POST', path, Buffer.from(JSON.stringify(body)), type)
    expectProblem(response, 415, 'unsupported_media_type')
  })

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; CHARSET=UTF8',
    'APPLICATION/JSON; charset="Utf8"',
  ])('of the type %s is accepted', async (type) => {
    const { path, body } = await fixture.sampleOf(fixture.operation('createLocation'))
    const response = await sendBytes('POST', path, Buffer.from(JSON.stringify(body)), type)
    expect(response.status, response.text).toBe(201)
  })
})

describe('a query', () => {
  it('whose percent-escapes are not UTF-8 is a 400 that names the parameter', async () => {
    const { token } = fixture.admin
    for (const [name, bytes] of [...broken, ['an invalid escape', Buffer.alloc(0)] as const]) {
      const value = escaped(bytes) || '%zz'
      for (const [query, path] of [
        [`search=${value}`, '/search'],
        [`limit=5&search=%D0%B0${value}`, '/search'],
        [`%73earch=${value}`, '/search'],
        [`${value}=1`, `/${value}`],
      ]) {
        const response = await fixture.service.request('GET', `users?${query}`, { token })
        withContext(`${name} ${query}`, () => expectProblem(response, 400, 'validation_failed'))
        expect(response.body.errors).toMatchObject([{ path }])
      }
    }
  })

  it('may have percent-escapes of letters of any script, of emoji and of signs', async () => {
    const search = encodeURIComponent('Анна 👩 100%')
    const response = await fixture.service.request('GET', `users?search=${search}`, fixture.admin)
    expect(response.status).toBe(200)
  })
})

describe('a header', () => {
  it('of Basic credentials whose password is not UTF-8 is refused', async () => {
    const { service } = fixture
    const admin = await makePerson(service, 'admin')
    const basic = (pair: Buffer) =>
      service.request('GET', 'me', { headers: { authorization: `Basic ${pair.toString('base64')}` } })
    expect((await basic(Buffer.from(`${admin.email}:${password}`))).status).toBe(200)
    for (const [, bytes] of broken)
      expectProblem(
        await basic(Buffer.concat([Buffer.from(`${admin.email}:`), bytes])),
        401,
        'unauthenticated',
      )
  })

  it('in bytes that are not UTF-8 is refused, or ignored', async () => {
    const { service, sampleOf, operation, admin } = fixture
    const notUtf8 = Buffer.from([0xff, 0xc0]).toString('latin1')
    const { path } = await sampleOf(operation('getLocation'))
    for (const name of ['if-none-match', 'accept-language', 'x-request-id', 'cookie', 'user-agent']) {
      const response = await service.request('GET', path, { headers: { [name]: notUtf8 } })
      expect(response.status, name).toBe(200)
      expect(response.headers['x-request-id']).not.toContain(notUtf8)
    }
    const change = { token: admin.token, body: { name: 'Loft' }, headers: { 'if-match': notUtf8 } }
    expectProblem(await service.request('PATCH', path, change), 412, 'precondition_failed')
    const booking = await sampleOf(operation('book'))
    const repeated = { ...booking, token: admin.token, headers: { 'idempotency-key': notUtf8 } }
    expectProblem(await service.request('POST', booking.path, repeated), 400, 'validation_failed')
  })

  it('of the User-Agent is stored unchanged, or not at all', async () => {
    const { service } = fixture
    const person = await makePerson(service)
    const signIn = (agent: string) =>
      service.request('POST', 'auth/login', {
        headers: { 'user-agent': Buffer.from(agent, 'latin1').toString('latin1') },
        body: { email: person.email, password },
      })
    await signIn(Buffer.from('Браузер').toString('latin1'))
    await signIn('\xff\xfe')
    const { body } = await service.request('GET', 'me/sessions', person)
    const agents = body.items.map((session: { userAgent: string | null }) => session.userAgent)
    expect(agents).toContain('Браузер')
    expect(agents).toContain(null)
    expect(JSON.stringify(agents)).not.toContain('ÿ')
  })
})
