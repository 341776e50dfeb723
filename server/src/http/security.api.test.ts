import { afterEach, describe, expect, it } from 'vitest'
import { password } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'

let service: TestService | undefined
afterEach(async () => {
  await service?.stop()
  service = undefined
})

async function start(env: Record<string, string> = {}): Promise<TestService> {
  service = await startTestService(env)
  return service
}

describe('another origin', () => {
  const from = (origin: string) => ({ headers: { origin } })
  const preflight = (origin: string) => ({ headers: { origin, 'access-control-request-method': 'POST' } })

  it('is not allowed without CORS_ORIGINS', async () => {
    const { request } = await start()
    const response = await request('GET', 'locations', from('https://app.example.com'))
    expect(response.headers['access-control-allow-origin']).toBeUndefined()
    expect((await request('OPTIONS', 'locations', preflight('https://app.example.com'))).status).toBe(404)
  })

  it('is allowed where CORS_ORIGINS names it, and never with cookies; others are not', async () => {
    const { request } = await start({ CORS_ORIGINS: 'https://app.example.com,https://b.example.com' })
    const named = await request('OPTIONS', 'locations', preflight('https://b.example.com'))
    expect(named.headers['access-control-allow-origin']).toBe('https://b.example.com')
    expect(named.headers['access-control-allow-credentials']).toBeUndefined()
    const other = await request('OPTIONS', 'locations', preflight('https://evil.example'))
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    const withoutOrigin = await request('OPTIONS', 'locations')
    expect(withoutOrigin.status).toBe(204)
    expect(withoutOrigin.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('is named in `Vary` also by the responses that vary by other headers', async () => {
    const { request } = await start({ CORS_ORIGINS: 'https://app.example.com,https://b.example.com' })
    for (const path of ['locations', '/openapi.json', '/docs/errors']) {
      const { headers } = await request('GET', path, from('https://app.example.com'))
      expect(headers.vary, path).toContain('Origin')
    }
  })

  it('is allowed although CORS_ORIGINS writes it in other letter case, or with the default port', async () => {
    const { request } = await start({ CORS_ORIGINS: 'https://App.example.com,https://b.example.com:443' })
    for (const origin of ['https://app.example.com', 'https://b.example.com']) {
      const { headers } = await request('OPTIONS', 'locations', preflight(origin))
      expect(headers['access-control-allow-origin']).toBe(origin)
    }
  })

  it('gets a request id in each response, also to a preflight, and may read all headers that the API describes', async () => {
    const { request } = await start({ CORS_ORIGINS: 'https://app.example.com', RATE_LIMIT_MAX: '600' })
    const response = await request('OPTIONS', 'locations', preflight('https://app.example.com'))
    expect(response).toMatchObject({ status: 204, headers: { 'x-request-id': expect.any(String) } })
    const { headers } = await request('GET', 'locations', from('https://app.example.com'))
    const exposed = String(headers['access-control-expose-headers']).split(', ')
    const described = Object.keys(headers).filter((name) =>
      /^(etag|retry-after|x-(cache|request)|ratelimit-)/.test(name),
    )
    expect(described.length).toBeGreaterThan(5)
    expect(exposed).toEqual(expect.arrayContaining([...described, 'retry-after', 'idempotency-replayed']))
  })
})

it('every response has the headers that restrict browsers', async () => {
  const { request } = await start({ PUBLIC_URL: 'https://app.example.com' })
  for (const path of ['locations', 'nowhere', '/healthz']) {
    const { headers } = await request('GET', path)
    expect(headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    })
    expect(headers['x-powered-by']).toBeUndefined()
  }
})

it('the documentation pages have the content security policy of all other responses', async () => {
  const { request } = await start()
  const policyOf = async (path: string) => (await request('GET', path)).headers['content-security-policy']
  expect(await policyOf('/openapi.json')).not.toContain('unsafe')
  for (const path of ['/docs/', '/docs/static/index.html', '/docs/static/swagger-ui.css'])
    expect([path, await policyOf(path)]).toEqual([path, await policyOf('/openapi.json')])
})

it.each([
  ['https://app.example.com', true],
  ['http://localhost:8080', false],
])('the cookie of a service with the public address %s is Secure: %s', async (url, isSecure) => {
  const { request } = await start({ PUBLIC_URL: url })
  const body = { email: 'a@example.com', password, firstName: 'A', lastName: 'B', session: 'cookie' }
  const { headers } = await request('POST', 'auth/register', { body })
  expect(/; Secure/.test(String(headers['set-cookie']))).toBe(isSecure)
})
