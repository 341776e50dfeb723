import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import serveFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../shared/language.ts'
import { notFound } from '../shared/problems.ts'

// Where scripts/web.ts puts the app, and `make build` a copy of it. It may come, and be replaced, while the service runs.
const built = join(import.meta.dirname, '../../../web/dist/current')

// Pages of the app have names that only the browser's router knows; these are not among them.
const notPages = /^\/(api|docs|openapi\.json|healthz|readyz|metrics|assets)(\/|$)/

/** The web app: its files at `/assets/`, and at every address that a browser navigates to the page that they make up. */
export async function registerWeb(app: FastifyInstance, root = built): Promise<void> {
  await app.register(serveFiles, {
    root,
    serve: false,
    preCompressed: true,
    dotfiles: 'ignore',
    index: false,
  })

  app.get('/assets/:name', { schema: { hide: true }, config: { counts: 'file' } }, async (request, reply) => {
    const { name } = request.params as { name: string }
    // A file's name changes with what is in it.
    return reply.sendFile(`assets/${name}`, { maxAge: '365d', immutable: true })
  })
  app.get('/', { schema: { hide: true }, config: { counts: 'file' } }, (request, reply) =>
    sendPage(root, request, reply),
  )
  app.setNotFoundHandler((request, reply) => {
    if (isNavigation(request)) return sendPage(root, request, reply)
    throw notFound()
  })
}

/** Whether a browser asks for a page of the app. */
export function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  const [path = ''] = url.split('?')
  return /^(GET|HEAD)$/.test(method) && !!headers.accept?.includes('text/html') && !notPages.test(path)
}

async function sendPage(root: string, request: FastifyRequest, reply: FastifyReply) {
  const isBuilt = await access(join(root, 'index.html')).then(
    () => true,
    () => false,
  )
  // Asked for again each time, with an entity tag: it names the files of the newest build.
  if (isBuilt)
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false })
  return reply
    .code(503)
    .header('retry-after', '5')
    .header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; style-src ${styleHash}; frame-ancestors 'none'`)
    .type('text/html; charset=utf-8')
    .send(waiting[request.locale])
}

const style =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1.5rem;color-scheme:light dark;color:light-dark(#1b211e,#eef2ef);background:light-dark(#f7f6f2,#111513)}a{color:light-dark(#0f6b5c,#5fd3b7)}'
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

const waitingPage = (language: Language, title: string, text: string, docs: string) =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="3"><title>${title}</title><style>${style}</style><main><h1>${title}</h1><p>${text}</p><p><a href="/docs">${docs}</a></p></main></html>`

/** Until the app is built: a page that asks again by itself, without a script. */
const waiting: Record<Language, string> = {
  en: waitingPage(
    'en',
    'The web app is being built',
    'This takes about a minute after the first start; the page then opens by itself. The console of the service says how it goes.',
    'The API is ready already',
  ),
  ru: waitingPage(
    'ru',
    'Веб-приложение собирается',
    'После первого запуска это занимает около минуты; затем страница откроется сама. Ход сборки виден в консоли сервиса.',
    'API уже готов к работе',
  ),
}
