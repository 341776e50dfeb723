import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registerSecurity } from './security.ts'
import { registerWeb } from './web.ts'

let root: string
let app: FastifyInstance

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coworking-web-'))
  app = fastify()
  await app.register(cookie)
  app.decorateRequest('language', 'ru')
  await registerWeb(app, { root: join(root, 'current') })
})
afterEach(async () => {
  await app.close()
  await rm(root, { recursive: true, force: true })
})

async function writePages(html: string): Promise<void> {
  const names = ['page', 'start', 'sign-in', 'sign-up'].flatMap((name) => [`${name}.ru`, `${name}.en`])
  for (const name of names) await writeFile(join(root, `current/${name}.html`), html)
}

const page = '<!doctype html><title>The app</title>'
const script = 'console.log("the app")'

async function build(): Promise<void> {
  await mkdir(join(root, 'current/assets'), { recursive: true })
  await writePages(page)
  await writeFile(join(root, 'current/assets/index-abc.js'), script)
  await writeFile(join(root, 'current/assets/index-abc.js.br'), brotliCompressSync(script))
}

const get = (url: string, headers: Record<string, string> = { accept: 'text/html,*/*' }) =>
  app.inject({ url, headers })

describe('the web app', () => {
  it('is replaced by a waiting page in the language of the visitor until it is built, and then served without a restart', async () => {
    const before = await get('/')
    expect(before.statusCode).toBe(503)
    expect(before.headers['retry-after']).toBe('5')
    expect(before.body).toContain('Веб-приложение собирается')
    expect(before.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    const inEnglish = await get('/', { accept: 'text/html', cookie: 'language=en' })
    expect(inEnglish.body).toContain('The web app is being built')
    await build()
    const after = await get('/')
    expect(after.statusCode).toBe(200)
    expect(after.body).toBe(page)
  })

  it('is replaced by a waiting page with a policy that allows its style, and with the other headers that restrict browsers', async () => {
    const secured = fastify()
    await registerSecurity(secured, { PUBLIC_URL: 'http://localhost:8080' })
    secured.decorateRequest('language', 'en')
    await registerWeb(secured, { root: join(root, 'current') })
    const { headers, body } = await secured.inject({ url: '/', headers: { accept: 'text/html' } })
    await secured.close()
    const [, style = ''] = /<style>(.*)<\/style>/.exec(body) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('is one page at every address that a browser navigates to, revalidated each time', async () => {
    await build()
    for (const url of ['/', '/bookings', '/staff/locations/1?day=2']) {
      const response = await get(url)
      expect(response.statusCode, url).toBe(200)
      expect(response.body, url).toBe(page)
      expect(response.headers['cache-control'], url).toBe('no-cache')
      expect(response.headers.etag, url).toBeTruthy()
    }
  })

  it('names its files by their full path, under the path of the service, and contains that path', async () => {
    await mkdir(join(root, 'current'))
    const built =
      '<meta name="base-path" content="" /><script src="./assets/a.js"></script><link href="./assets/b.css">'
    await writePages(built)
    expect((await get('/staff/today')).body).toBe(built.replaceAll('./assets', '/assets'))
    const under = fastify()
    await under.register(cookie)
    under.decorateRequest('language', 'en')
    await registerWeb(under, { root: join(root, 'current'), basePath: '/co' })
    const response = await under.inject({ url: '/staff/today', headers: { accept: 'text/html' } })
    expect(response.body).toBe(
      built.replaceAll('./assets', '/co/assets').replace('content=""', 'content="/co"'),
    )
    await rm(join(root, 'current/start.en.html'))
    const waiting = await under.inject({ url: '/', headers: { accept: 'text/html' } })
    expect(waiting.body).toContain('href="/co/docs"')
    await under.close()
  })

  it('is the newest build, also for a browser that has stored the page of the build before', async () => {
    await build()
    const { etag } = (await get('/')).headers
    const headers = { accept: 'text/html', 'if-none-match': String(etag) }
    expect((await get('/', headers)).statusCode).toBe(304)
    await writePages(`${page} again`)
    expect((await get('/', headers)).body).toBe(`${page} again`)
  })

  it('begins prerendered for a visitor, in the language that was chosen in this browser, otherwise in its Accept-Language', async () => {
    await build()
    for (const name of ['start.ru', 'start.en', 'page.ru', 'page.en', 'sign-in.en'])
      await writeFile(join(root, `current/${name}.html`), name)
    const pageSentFor = async (url: string, cookie: string) =>
      (await get(url, { accept: 'text/html', cookie })).body
    expect(await pageSentFor('/?view=day', 'theme=dark')).toBe('start.ru')
    expect(await pageSentFor('/', 'language=en')).toBe('start.en')
    expect(await pageSentFor('/sign-in?next=%2F', 'language=en')).toBe('sign-in.en')
    expect(await pageSentFor('/', 'language=xx; session=open')).toBe('page.ru')
    expect(await pageSentFor('/bookings', 'language=en')).toBe('page.en')
    expect((await get('/')).headers.vary).toBe('accept-encoding, accept, accept-language, cookie')
  })

  it('has the theme that was chosen in this browser from its first paint on', async () => {
    await build()
    await writePages('<!doctype html><html lang="ru"><title>The app</title>')
    const pageSentFor = async (cookie: string) => (await get('/', { accept: 'text/html', cookie })).body
    expect(await pageSentFor('theme=dark')).toContain('<html data-theme="dark" lang="ru">')
    expect(await pageSentFor('theme=light; session=open')).toContain('<html data-theme="light" lang="ru">')
    for (const cookie of ['language=ru', 'theme=system', 'theme="><script>'])
      expect(await pageSentFor(cookie), cookie).toContain('<html lang="ru">')
  })

  it('is one page also for programs that accept everything, such as curl and link previews', async () => {
    await build()
    for (const url of ['/', '/sign-in', '/staff/locations/1?day=2.5'])
      expect(await get(url, { accept: '*/*' }), url).toMatchObject({ statusCode: 200, body: page })
    for (const url of ['/favicon.ico', '/robots.txt', '/.well-known/change-password'])
      expect((await get(url, { accept: '*/*' })).body, url).not.toContain('The app')
  })

  it('is not sent for the API, its documents, files, or requests that want no page', async () => {
    await build()
    for (const accept of ['text/html,*/*', '*/*'])
      for (const url of [
        '/api',
        '/api/v1/nope',
        '/API/V1/spaces',
        '/docs/nope',
        '/metrics',
        '/assets/nope.js',
      ])
        expect((await get(url, { accept })).body, url).not.toContain('The app')
    for (const accept of ['application/json', 'application/json, text/plain, */*', 'image/webp,*/*;q=0.8'])
      expect((await get('/bookings', { accept })).body, accept).not.toContain('The app')
    const posted = await app.inject({ method: 'POST', url: '/bookings', headers: { accept: 'text/html' } })
    expect(posted.body).not.toContain('The app')
  })

  it('has files that browsers store for a year, in an encoding that the browser accepts', async () => {
    await build()
    const compressed = await get('/assets/index-abc.js', { 'accept-encoding': 'br' })
    expect(compressed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(compressed.headers['content-encoding']).toBe('br')
    expect(compressed.headers['content-type']).toMatch(/^(application|text)\/javascript/)
    expect(compressed.rawPayload.equals(brotliCompressSync(script))).toBe(true)
    expect((await get('/assets/index-abc.js', {})).body).toBe(script)
  })

  it('never sends a file outside its folder', async () => {
    await build()
    await writeFile(join(root, 'secret.txt'), 'secret')
    for (const url of [
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
    ])
      expect((await get(url)).body, url).not.toContain('secret')
  })
})
