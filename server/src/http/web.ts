import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import serveFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Language, languages } from '../shared/language.ts'
import { notFound } from '../shared/problems.ts'
import { servicePaths } from '../shared/url.ts'
import { staticText } from './static-text.ts'

// The folder in which scripts/web.ts, and `make build`, put the app. It may appear, and be replaced, while the service runs.
const builtRoot = join(import.meta.dirname, '../../../web/dist/current')

// The paths that are never pages of the app. Any other path may be a page: only the router in the browser knows the pages.
const notPages = new RegExp(`^/(${servicePaths.map((path) => path.replace('.', '\\.')).join('|')})(/|$)`, 'i')

// The build gives files such names only; for others @fastify/static has refusals of its own.
const isFileName = /^[\w.-]+$/

type Options = {
  /** The path under which browsers reach the service: empty, or like `/coworking`. */
  basePath?: string
  root?: string
}

/** The web app: its files at `/assets/`, and its page at every address of which a page is requested. */
export async function registerWeb(
  app: FastifyInstance,
  { basePath = '', root = builtRoot }: Options = {},
): Promise<void> {
  await app.register(serveFiles, {
    root,
    serve: false,
    preCompressed: true,
    dotfiles: 'ignore',
    index: false,
  })
  const sendPage = createPage(root, basePath)

  app.get(
    '/assets/:name',
    { schema: { hide: true }, config: { rateLimit: 'asFile' } },
    async (request, reply) => {
      const { name } = request.params as { name: string }
      if (!isFileName.test(name)) throw notFound()
      // A file's name changes with its content.
      return reply.sendFile(`assets/${name}`, { maxAge: '365d', immutable: true })
    },
  )
  app.get('/', { schema: { hide: true }, config: { rateLimit: 'asFile' } }, sendPage)
  app.setNotFoundHandler((request, reply) => {
    if (wantsPage(request)) return sendPage(request, reply)
    throw notFound()
  })
}

/**
 * Whether a page of the app is requested: by a browser that navigates, or by a program that takes what there is, such as curl, a link preview or
 * an uptime check. No address of a page has a dot, so such a program learns that there is no file like `/favicon.ico`.
 */
export function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const [path = ''] = url.split('?')
  if (!/^(GET|HEAD)$/.test(method) || notPages.test(path)) return false
  const { accept = '' } = headers
  return accept.includes('text/html') || (accept.trim() === '*/*' && !path.includes('.'))
}

/**
 * Sends the page of the app, which is read again after each build. The browser revalidates it each time by its entity tag, because
 * the page names the files of the newest build.
 */
function createPage(root: string, basePath: string) {
  const pages = new Map<string, { version: string; send: ReturnType<typeof staticText> }>()
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const file = join(root, pageFor(request))
    const theme = themes.find((each) => each === request.cookies.theme)
    const key = `${file} ${theme}`
    const stats = await stat(file).catch(() => null)
    if (!stats) return sendWaitingPage(request, reply, basePath)
    const version = `${stats.ino} ${stats.size} ${stats.mtimeMs}`
    if (pages.get(key)?.version !== version) {
      const page = withTheme(theme, pageAt(basePath, await readFile(file, 'utf8')))
      const send = staticText('text/html; charset=utf-8', () => page, 'accept, accept-language, cookie')
      pages.set(key, { version, send })
    }
    return pages.get(key)?.send(request, reply) ?? sendWaitingPage(request, reply, basePath)
  }
}

/** The pages that the build has prerendered for a visitor (web/prerender-plugin.ts); the other pages begin empty. */
const prerenderedPages: Record<string, string> = {
  '/': 'start',
  '/sign-in': 'sign-in',
  '/sign-up': 'sign-up',
}

/** The language that was chosen in this browser, otherwise that of `Accept-Language`. */
const languageFor = ({ cookies, language }: FastifyRequest): Language =>
  languages.find((each) => each === cookies.language) ?? language

/** The page for an address, in the language of the visitor; prerendered only where no user is signed in. */
function pageFor(request: FastifyRequest): string {
  const { url, cookies } = request
  const prerendered = cookies.session ? undefined : prerenderedPages[url.split('?')[0] ?? '']
  return `${prerendered ?? 'page'}.${languageFor(request)}.html`
}

/** The built page names its files relative to itself; at deeper addresses they are found only by their full path. */
const pageAt = (basePath: string, page: string): string =>
  page.replaceAll('="./', `="${basePath}/`).replace(/(<meta name="base-path" content=")"/, `$1${basePath}"`)

/** The themes that a user can choose in place of that of the system (web/src/app/theme.ts). */
const themes = ['light', 'dark'] as const

/** The page in the theme that was chosen in this browser: it is painted before the app, which knows the choice, has run. */
const withTheme = (theme: (typeof themes)[number] | undefined, page: string): string =>
  theme ? page.replace('<html ', `<html data-theme="${theme}" `) : page

const sendWaitingPage = (request: FastifyRequest, reply: FastifyReply, basePath: string): FastifyReply =>
  reply
    .code(503)
    .header('retry-after', '5')
    .header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; style-src ${styleHash}; frame-ancestors 'none'`)
    .type('text/html; charset=utf-8')
    .send(waitingPages[languageFor(request)](`${basePath}/docs`))

const style =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1.5rem;color-scheme:light dark;color:light-dark(#1b211e,#eef2ef);background:light-dark(#f7f6f2,#111513)}a{color:light-dark(#0f6b5c,#5fd3b7)}'
const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

const waitingPage = (language: Language, title: string, text: string, docs: string) => (docsPath: string) =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="3"><title>${title}</title><style>${style}</style><main><h1>${title}</h1><p>${text}</p><p><a href="${docsPath}">${docs}</a></p></main></html>`

/** Until the app is built: a page that asks again by itself, without a script. */
const waitingPages: Record<Language, (docsPath: string) => string> = {
  en: waitingPage(
    'en',
    'The web app is being built',
    'This takes about a minute after the first start; the page then opens by itself. The console of the service shows the progress.',
    'The API is ready already',
  ),
  ru: waitingPage(
    'ru',
    'Веб-приложение собирается',
    'После первого запуска это занимает около минуты; затем страница откроется сама. Ход сборки виден в консоли сервиса.',
    'API уже готов к работе',
  ),
}
