import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { at, password } from '../../../testing/factories.ts'
import { useCoworking } from '../../../testing/fixtures/coworking.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'

const publicUrl = 'https://host.example/co-working/msk'
const path = '/co-working/msk'
const { service, coworking, member } = useCoworking({
  settings: { PUBLIC_URL: publicUrl, CORS_ORIGINS: 'https://app.example' },
})

const get = (url: string, headers: Record<string, string> = {}) => service.request('GET', url, { headers })

/** Two kinds of proxy: one passes the path on, the other removes it. */
const proxies = [
  ['leaves it in', path],
  ['takes it away', ''],
] as const

describe.each(proxies)('under a path, behind a proxy that %s', (_, prefix) => {
  it.each([
    '/api/v1/spaces',
    '/api/v1/spaces?limit=1',
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/docs',
    '/docs/errors',
  ])('GET %s gets a response', async (url) => expect((await get(`${prefix}${url}`)).status).toBe(200))

  it('cookies have the path at which browsers see the sign-in', async () => {
    const signedIn = await service.request('POST', `${prefix}/api/v1/auth/login`, {
      body: { email: member.email, password, session: 'cookie' },
    })
    expect(signedIn.status, signedIn.text).toBe(200)
    const cookies = [signedIn.headers['set-cookie']].flat().map(String)
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies) expect(cookie).toContain(`; Path=${path}/api/v1/auth;`)
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
    // An origin has no path; the service checks it only for browsers that send no Sec-Fetch-Site.
    const refresh = (origin: string) =>
      service.request('POST', `${prefix}/api/v1/auth/refresh`, { body: {}, headers: { cookie, origin } })
    expectProblem(await refresh('https://elsewhere.example'), 403, 'forbidden')
    expect((await refresh('https://host.example')).status).toBe(200)
    const signedOut = await service.request('POST', `${prefix}/api/v1/auth/logout`, {
      body: {},
      headers: { cookie, origin: 'https://host.example' },
    })
    expect(String(signedOut.headers['set-cookie'])).toContain(`Path=${path}/api/v1/auth`)
  })

  it.each(['/docs/json', '/docs/yaml', '/docs/static/index.html'])(
    '%s redirects to an address under the path',
    async (url) => {
      const { status, headers } = await get(`${prefix}${url}`)
      expect(status).toBe(302)
      const location = String(headers.location)
      expect(location.startsWith(`${path}/`), location).toBe(true)
      expect((await get(location)).status).toBe(200)
    },
  )

  it('problems name the page that explains them, and responses of the API are not stored', async () => {
    const response = await get(`${prefix}/api/v1/spaces/x`)
    expect(response.body.type).toBe(`${publicUrl}/docs/errors#validation_failed`)
    const signIn = await service.request('POST', `${prefix}/api/v1/auth/login`, { body: {} })
    expect(signIn.headers['cache-control']).toBe('no-store')
  })

  it('pages of the API name their files under the path, and the OpenAPI document names the address of the API', async () => {
    const page = await get(`${prefix}/docs`)
    const named = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    expect(named.length).toBeGreaterThan(4)
    for (const address of named) {
      expect(address.startsWith(`${path}/docs/`), address).toBe(true)
      expect((await get(address)).status, address).toBe(200)
    }
    const { servers, info } = (await get(`${prefix}/openapi.json`)).body
    expect(servers).toEqual([{ url: path }])
    expect(info.description).toContain(`(${path}/docs/errors)`)
  })

  it('other origins are allowed where CORS_ORIGINS names them', async () => {
    const { headers } = await get(`${prefix}/api/v1/spaces`, { origin: 'https://app.example' })
    expect(headers['access-control-allow-origin']).toBe('https://app.example')
  })
})

describe('under a path', () => {
  it('a request with the path equals a request without it: a used idempotency key replays the response', async () => {
    const slot = { spaceId: coworking.space.id, ...at('2026-12-03', '10:00', '11:00') }
    const book = (prefix: string) =>
      service.request('POST', `${prefix}/api/v1/bookings`, {
        token: member.token,
        body: slot,
        headers: { 'idempotency-key': 'of-both-paths' },
      })
    const [first, second] = [await book(path), await book('')]
    expect([first.status, second.status], first.text).toEqual([201, 201])
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect(second.body.id).toBe(first.body.id)
  })

  it('links in mails have the path', async () => {
    await service.request('POST', 'auth/password-reset', { body: { email: member.email } })
    const [mail] = (await service.mailsTo(member.email)).toReversed()
    expect(mail?.text).toContain(`${publicUrl}/reset-password#`)
  })

  it.each([`${path}x/api/v1/spaces`, `${path}${path}/api/v1/spaces`, '/co-working/api/v1/spaces'])(
    'a path that only begins with the same letters is another path: %s',
    async (url) => expectProblem(await get(url), 404, 'not_found'),
  )

  it('a request line with the whole URL gets a response', async () => {
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = service.app.server.address() as AddressInfo
    const statusOf = async (target: string) => {
      const request = httpGet({ port, host: '127.0.0.1', path: target, agent: false })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      return response.statusCode
    }
    for (const [target, status] of [
      [`${path}/healthz`, 200],
      [`${path}/api/v1/spaces?limit=1`, 200],
      ['/healthz', 200],
      [`${path}x/healthz`, 404],
    ] as const)
      for (const scheme of ['http', 'HTTPS'])
        expect(await statusOf(`${scheme}://host.example${target}`), target).toBe(status)
  })

  it('no header of a request changes the path of the service', async () => {
    const headers = { 'x-forwarded-prefix': '/evil', 'x-forwarded-path': '/evil', 'x-script-name': '/evil' }
    for (const url of ['/docs', '/docs/json', '/api/v1/spaces/x']) {
      const response = await get(url, headers)
      expect(JSON.stringify([response.headers, response.text]), url).not.toContain('evil')
    }
  })
})
