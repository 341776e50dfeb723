import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { renderToStaticMarkup } from 'react-dom/server'
import { queryClient } from '../shared/api/query-client.ts'
import { currentTexts, startI18n } from '../shared/i18n/i18n.ts'
import { currentLanguage } from '../shared/i18n/language.ts'
import { translate } from '../shared/i18n/translate.ts'
import { makeRouter } from './router.tsx'

// Only for the build (web/prerender-plugin.ts), which imports this file once for each language.

/** A page as a visitor sees it first, before any data of the service is known. */
async function renderPage(path: string): Promise<string> {
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }))
  await router.load()
  const markup = renderToStaticMarkup(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  // Removes the router's own script, which the Content-Security-Policy would not run.
  return markup.replaceAll(/<script.*?<\/script>/gs, '')
}

await startI18n(currentLanguage())
const { texts, language } = currentTexts()

/** The text that search engines and previews of links show. */
export const description = translate(texts, language, 'find:lead') ?? ''

export const markup = {
  '/': await renderPage('/'),
  '/sign-in': await renderPage('/sign-in'),
  '/sign-up': await renderPage('/sign-up'),
}
