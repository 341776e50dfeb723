import { gzipSync } from 'node:zlib'
import { type Plugin, type Rolldown, runnerImport } from 'vite'

// The pages where people begin are painted before a script has run: the build draws them once for each language, as a
// visitor sees them first, and the service sends the one that fits (server/src/http/web.ts). The app then puts the same in
// their place. What the page will need next is named in its head, so that it is fetched at once and not file after file.

const languages = ['en', 'ru'] as const
/** What the first page may load of JavaScript, as gzip makes it. */
const mostBytes = 140_000
type Drawn = typeof import('./src/app/first-paint.tsx')
/** By address: the name of the file, and the source of what is drawn. */
const pages: Record<keyof Drawn['markup'], { name: string; source: string }> = {
  '/': { name: 'start', source: 'src/app/pages/find.page.tsx' },
  '/sign-in': { name: 'sign-in', source: 'src/features/sessions/sign-in.page.tsx' },
  '/sign-up': { name: 'sign-up', source: 'src/features/sessions/sign-up.page.tsx' },
}
type Bundle = Rolldown.OutputBundle

export const firstPaint = (): Plugin => ({
  name: 'first-paint',
  apply: 'build',
  enforce: 'post',
  async generateBundle(_, bundle) {
    const page = bundle['index.html']
    if (page?.type !== 'asset') throw new Error('the build has made no index.html')
    const html = String(page.source)
    for (const language of languages) {
      const drawn = await importDrawn(language)
      const texts = filesOf(bundle, `src/shared/i18n/${language}.ts`)
      const emit = (name: string, head: string, root: string) =>
        this.emitFile({
          type: 'asset',
          fileName: `${name}.${language}.html`,
          source: html
            .replace('<html lang="en">', `<html lang="${language}">`)
            .replace('</head>', `${head}</head>`)
            .replace('<div id="root"></div>', root),
        })
      emit('page', preload(html, texts), '<div id="root"></div>')
      for (const [path, { name, source }] of Object.entries(pages)) {
        const markup = addressed(drawn[path as keyof typeof pages])
        const files = [...texts, ...filesOf(bundle, source)]
        assertSmall(bundle, path, html, files)
        const head = preload(html, files)
        // Until the app has come, what is typed or pressed would be lost.
        emit(name, head, `<div id="root" inert>${markup}</div>`)
      }
    }
    delete bundle['index.html']
  },
})

/** Drawn anew for each language, with the little of a browser that is looked at meanwhile. */
async function importDrawn(language: string): Promise<Drawn['markup']> {
  const localStorage = { getItem: (name: string) => (name === 'language' ? language : null) }
  Object.assign(globalThis, { localStorage, self: globalThis })
  return (await runnerImport<Drawn>('./src/app/first-paint.tsx')).module.markup
}

/** The chunk of a source and those that it imports. */
function filesOf(bundle: Bundle, source: string): string[] {
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || files.has(name)) return
    files.add(name)
    chunk.imports.forEach(add)
  }
  const own = Object.values(bundle).find(
    (each) => each.type === 'chunk' && each.facadeModuleId?.endsWith(`/${source}`),
  )
  if (!own) throw new Error(`${source} has no chunk of its own`)
  add(own.fileName)
  return [...files]
}

function assertSmall(bundle: Bundle, path: string, html: string, files: string[]): void {
  const scripts = new Set([...files, ...Object.keys(bundle).filter((name) => html.includes(name))])
  const sizes = [...scripts].flatMap((name): [string, number][] => {
    const chunk = bundle[name]
    return chunk?.type === 'chunk' ? [[name, gzipSync(chunk.code, { level: 9 }).length]] : []
  })
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  if (total <= mostBytes) return
  const list = sizes.sort((a, b) => b[1] - a[1]).map(([name, size]) => `  ${size} ${name}`)
  throw new Error(
    `${path} would load ${total} bytes of JavaScript (gzip), more than ${mostBytes}. Import what it does not show at first lazily ` +
      `(as app/pages/find.page.tsx does with its dialogs), or do without a library:\n${list.join('\n')}`,
  )
}

const preload = (html: string, files: string[]): string =>
  [...new Set(files)]
    .filter((file) => !html.includes(file))
    .map((file) => `<link rel="modulepreload" crossorigin href="./${file}">`)
    .join('')

/** Addresses as the service rewrites them, for whatever path it is reached under. */
const addressed = (markup: string): string => markup.replaceAll('href="/', 'href="./')
