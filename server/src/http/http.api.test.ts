import { beforeAll, describe, expect, it, vi } from 'vitest'
import { makeCoworking, makePerson, type Person } from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'
import { problemCatalogue } from '../shared/problem.ts'

const service = useService({ PUBLIC_URL: 'https://book.example.com' })
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person

beforeAll(async () => {
  coworking = await makeCoworking(service)
  member = await makePerson(service)
})

const get = (path: string, headers: Record<string, string> = {}) => service.request('GET', path, { headers })

describe('a problem', () => {
  it('has the properties of RFC 9457, a code, the id of its request and the address of its explanation', async () => {
    const response = await get('spaces/00000000-0000-0000-0000-000000000000', { 'x-request-id': 'abc-1' })
    expectProblem(response, 404, 'not_found')
    expect(response.body).toEqual({
      type: 'https://book.example.com/docs/errors#not_found',
      title: 'Not found',
      status: 404,
      detail: 'Not found',
      code: 'not_found',
      requestId: 'abc-1',
    })
    const explained = await get('/docs/errors')
    expect(explained.text).toContain('id="not_found"')
  })

  it('names the first wrong field by a JSON Pointer, in the body, the query and the path', async () => {
    const { token } = coworking.admin
    const body = { name: 'Room', hourlyRate: 1, rules: [{ weekdays: [1, 9] }] }
    const inBody = await service.request('POST', 'tariffs', { token, body })
    expect(inBody.body.errors).toEqual([
      { path: expect.stringMatching(/^\/rules\/0/), message: expect.any(String) },
    ])
    const key = await service.request('POST', 'tariffs', { token, body: { ...body, rules: [], 'a/b~c': 1 } })
    expect(key.body.errors[0].path).toBe('/a~1b~0c')
    expect((await get('spaces?limit=0')).body.errors[0].path).toBe('/limit')
    expect((await get('spaces/x')).body.errors[0].path).toBe('/id')
    const missing = await service.request('POST', 'auth/login', { body: { email: 'a@example.com' } })
    expect(missing.body.errors[0].path).toBe('/password')
  })

  it.each([
    [{}, 'en'],
    [{ 'accept-language': 'ru' }, 'ru'],
    [{ 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' }, 'ru'],
    [{ 'accept-language': 'de, en;q=0.5, ru;q=0.7' }, 'ru'],
    [{ 'accept-language': 'en-GB, ru;q=0.9' }, 'en'],
    [{ 'accept-language': 'de' }, 'en'],
    [{ 'accept-language': '*' }, 'en'],
    [{ 'accept-language': 'ru;q=0, en' }, 'en'],
    [{ 'accept-language': ';;;q=' }, 'en'],
  ])('for %j is in %s', async (headers, language) => {
    const { body } = await get('spaces/x', headers as Record<string, string>)
    const titles = { en: 'The request is not valid', ru: 'Запрос составлен неверно' }
    expect(body.title).toBe(titles[language as 'en' | 'ru'])
    const russian = /[а-яё]/i
    // The detail begins with the path of the field, `/id`, in either language.
    for (const text of [body.title, body.detail.slice(3), body.errors[0].message])
      expect(russian.test(text)).toBe(language === 'ru')
  })

  it('of every code is explained on /docs/errors in the requested language', async () => {
    const { text } = await get('/docs/errors', { 'accept-language': 'ru' })
    expect(text).toContain('<meta name="viewport" content="width=device-width,initial-scale=1">')
    expect(text).toContain('<h1>Ошибки</h1>')
    for (const { code, status, title } of problemCatalogue())
      expect(text).toContain(`<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${title.ru}</dd>`)
  })

  it('is the response to any unknown path or method, with and without a session', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['GET', '/api/v1'],
      ['GET', '/api/v1/nothing'],
      ['GET', '/api/v2/spaces'],
      ['PUT', '/api/v1/spaces'],
      ['DELETE', '/api/v1/me'],
      ['GET', '/api/v1/auth/login'],
      ['GET', '/API/V1/spaces'],
      ['GET', '/%zz'],
      ['GET', '/assets/a%00.js'],
      ['GET', '/assets/%2e%2e%2fa.js'],
    ] as const)
      for (const token of [undefined, member.token])
        expectProblem(await service.request(method, path, { token }), 404, 'not_found')
  })

  it('of a fault of the service is an internal_error without details', async () => {
    await service.deps.pool.query('ALTER TABLE closures RENAME TO closures_away')
    const response = await get(`locations/${coworking.location.id}/closures`)
    await service.deps.pool.query('ALTER TABLE closures_away RENAME TO closures')
    expectProblem(response, 500, 'internal_error')
    expect(response.body.detail).toBe('Something went wrong on our side')
    expect(response.text).not.toContain('closures_away')
    expect((await get(`locations/${coworking.location.id}/closures`)).status).toBe(200)
  })
})

describe('the id of a request', () => {
  it.each(['abc', 'A-1.b_2:3/4+5=', 'x'.repeat(128), '018f2f6e-7b1a-7c3d-8e4f-000000000000'])(
    'is the client’s own id where it is valid: %s',
    async (id) => {
      for (const path of ['spaces', 'spaces/x', '/healthz', '/nothing'])
        expect((await get(path, { 'x-request-id': id })).headers['x-request-id']).toBe(id)
    },
  )

  it.each(['', 'x'.repeat(129), 'a b', 'a"b', '<b>', 'é', '$x'])(
    'is a new id where the client’s is invalid: %s',
    async (id) => {
      const headers = { 'x-request-id': id }
      const responses = [await get('spaces', headers), await get('spaces/x', headers)]
      const ids = responses.map((response) => response.headers['x-request-id'])
      for (const newId of ids) expect(newId).toMatch(/^[0-9a-f-]{36}$/)
      expect(new Set(ids).size).toBe(2)
    },
  )
})

describe('HEAD', () => {
  it('responds like GET, without the body', async () => {
    for (const path of [
      'spaces',
      `spaces/${coworking.space.id}`,
      `locations/${coworking.location.id}/opening-hours`,
    ]) {
      const [head, got] = [await service.request('HEAD', path), await get(path)]
      expect(head).toMatchObject({ status: 200, text: '' })
      for (const name of ['etag', 'content-type', 'content-length'])
        expect(head.headers[name]).toBe(got.headers[name])
    }
    const missing = await service.request('HEAD', 'spaces/00000000-0000-0000-0000-000000000000')
    expect(missing).toMatchObject({ status: 404, text: '' })
    expect((await service.request('HEAD', 'me')).status).toBe(401)
  })
})

describe('outside the API, the service', () => {
  it('serves its OpenAPI 3.1 document, and pages that load nothing from other hosts', async () => {
    const { body } = await get('/openapi.json')
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'Coworking Manager' } })
    const paths = Object.keys(body.paths)
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.filter((path) => !path.startsWith('/api/v1/'))).toEqual([])
    const page = await get('/docs')
    expect(page.status).toBe(200)
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    expect(addresses.length).toBeGreaterThan(4)
    for (const address of addresses) {
      expect(address).toMatch(/^[^/:]*\/?(?!\/)[^:]*$/)
      expect((await get(address.startsWith('/') ? address : `/docs/${address}`)).status).toBe(200)
    }
    expect(String(page.headers['content-security-policy'])).toMatch(/default-src 'self'/)
  })

  it('responds on /healthz without a session and without a query to the database', async () => {
    const query = vi.spyOn(service.deps.pool, 'query')
    const connect = vi.spyOn(service.deps.pool, 'connect')
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' })
    expect(query).not.toHaveBeenCalled()
    expect(connect).not.toHaveBeenCalled()
  })
})
