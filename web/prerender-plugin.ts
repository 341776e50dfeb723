import { gzipSync } from 'node:zlib'
import { type Plugin, type Rolldown, runnerImport } from 'vite'

// The build prerenders the pages at which people enter the app, once for each language, so that they are painted before a script has
// run. The service sends the page of the right language (server/src/http/web.ts), and the app then replaces it. The head of the
// page names the files that the app will need, so that the browser fetches them at once instead of one after another.

const languages = ['en', 'ru'] as const
/** The maximum size of the JavaScript that a prerendered page loads, compressed by gzip. */
const maxBytes = 142_000
type Prerendered = typeof import('./src/app/prerender.tsx')
/** The prerendered pages by address: the name of the file, and the source of the page. */
const pages: Record<keyof Prerendered['markup'], { name: string; source: string }> = {
  '/': { name: 'start', source: 'src/app/pages/find.page.tsx' },
  '/sign-in': { name: 'sign-in', source: 'src/features/sessions/sign-in.page.tsx' },
  '/sign-up': { name: 'sign-up', source: 'src/features/sessions/sign-up.page.tsx' },
}
type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk

export const prerenderPlugin = (): Plugin => ({
  name: 'prerender',
  apply: 'build',
  enforce: 'post',
  async generateBundle(_, bundle) {
    const page = bundle['index.html']
    if (page?.type !== 'asset') throw new Error('the build has no index.html')
    const html = String(page.source)
    for (const language of languages) {
      const { markup: markupByPath, description } = await prerender(language)
      const texts = filesOf(bundle, `src/shared/i18n/${language}.ts`)
      const emit = (name: string, head: string, root: string) =>
        this.emitFile({
          type: 'asset',
          fileName: `${name}.${language}.html`,
          source: html
            .replace('<html lang="en">', `<html lang="${language}">`)
            .replace(
              '<meta name="description" content=""',
              () => `<meta name="description" content="${escaped(description)}"`,
            )
            .replace('</head>', `${head}</head>`)
            .replace('<div id="root"></div>', root),
        })
      emit('page', preload(html, texts), '<div id="root"></div>')
      for (const [path, { name, source }] of Object.entries(pages)) {
        const markup = withRelativeLinks(markupByPath[path as keyof typeof pages])
        const files = [...texts, ...filesOf(bundle, source)]
        assertSmall(bundle, path, html, files, (chunk) => unneededModules(this, chunk, source))
        const head = preload(html, files)
        // `inert`: input would be lost until the app has started.
        emit(name, head, `<div id="root" inert>${markup}</div>`)
      }
    }
    delete bundle['index.html']
  },
})

/** Renders the pages in one language; the assigned globals replace the parts of a browser that the app reads. */
async function prerender(language: string): Promise<Prerendered> {
  const localStorage = { getItem: (name: string) => (name === 'language' ? language : null) }
  Object.assign(globalThis, { localStorage, self: globalThis })
  return (await runnerImport<Prerendered>('./src/app/prerender.tsx')).module
}

/** The names of the chunk of a source and of all chunks that it imports, directly or not. */
function filesOf(bundle: Bundle, source: string): string[] {
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || files.has(name)) return
    files.add(name)
    chunk.imports.forEach(add)
  }
  const entry = Object.values(bundle).find(
    (each) => each.type === 'chunk' && each.facadeModuleId?.endsWith(`/${source}`),
  )
  if (!entry) throw new Error(`${source} has no chunk of its own`)
  add(entry.fileName)
  return [...files]
}

/** The modules in a chunk that neither the page nor the start of the app imports: the bundler has merged them into the chunk. */
function unneededModules(context: Rolldown.PluginContext, chunk: Chunk, page: string): string[] {
  const imported = new Set<string>()
  const add = (id: string) => {
    if (imported.has(id)) return
    imported.add(id)
    context.getModuleInfo(id)?.importedIds.forEach(add)
  }
  const entries = ['index.html', page, ...languages.map((language) => `src/shared/i18n/${language}.ts`)]
  for (const id of context.getModuleIds()) if (entries.some((entry) => id.endsWith(`/web/${entry}`))) add(id)
  return chunk.moduleIds.filter((id) => id.includes('/web/src/') && !imported.has(id))
}

function assertSmall(
  bundle: Bundle,
  path: string,
  html: string,
  files: string[],
  findUnneeded: (chunk: Chunk) => string[],
): void {
  const scripts = new Set([...files, ...Object.keys(bundle).filter((name) => html.includes(name))])
  const chunks = [...scripts]
    .map((name) => bundle[name])
    .filter((file) => file?.type === 'chunk')
    .map((chunk) => ({ chunk, size: gzipSync(chunk.code, { level: 9 }).length }))
    .sort((a, b) => b.size - a.size)
  const total = chunks.reduce((sum, { size }) => sum + size, 0)
  if (total <= maxBytes) return
  const list = chunks.map(({ chunk, size }) => {
    const unneeded = findUnneeded(chunk).map((id) => `\n    not of this page: ${id.split('/web/')[1]}`)
    return `  ${size} ${chunk.fileName}${unneeded.join('')}`
  })
  throw new Error(
    `${path} would load ${total} bytes of JavaScript (gzip), more than ${maxBytes}. If modules below are not of this page, the bundler ` +
      'has merged them into its files: halve entriesAwareMergeThreshold in web/vite.config.ts. Otherwise import lazily what the page ' +
      `does not show at first (as app/pages/find.page.tsx does with its dialogs), or do without a library:\n${list.join('\n')}`,
  )
}

const preload = (html: string, files: string[]): string =>
  [...new Set(files)]
    .filter((file) => !html.includes(file))
    .map((file) => `<link rel="modulepreload" crossorigin href="./${file}">`)
    .join('')

/** Makes links relative; the service inserts its base path into them. */
const withRelativeLinks = (markup: string): string => markup.replaceAll('href="/', 'href="./')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
