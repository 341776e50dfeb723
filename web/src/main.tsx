import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { makeRouter } from './app/router.tsx'
import { applyTheme } from './app/theme.ts'
import { locationsQuery } from './shared/api/catalogue.ts'
import { queryClient } from './shared/api/query-client.ts'
import { restoreSession } from './shared/api/session.ts'
import { basePath, tellService } from './shared/base-path.ts'
import { currentTexts, startI18n, subscribeTexts } from './shared/i18n/i18n.ts'
import { currentLanguage } from './shared/i18n/language.ts'
import { Toaster } from './shared/ui/toaster.tsx'

applyTheme()
// A page that was open while the service was updated names files that are gone: the new one names its own. Where nobody
// answers, the app says so itself, and the browser's error page does not take its place.
window.addEventListener('vite:preloadError', () => {
  void fetch(window.location.href, { method: 'HEAD' }).then(
    ({ ok }) => ok && window.location.reload(),
    () => undefined,
  )
})

// The start page's first question needs neither words nor a session.
if (window.location.pathname === `${basePath}/`) void queryClient.prefetchQuery(locationsQuery)

const container = document.getElementById('root')
// Not awaited here: a page's chunk imports this one, and would wait for it while it waits for the page.
if (container) void start(container)

async function start(root: HTMLElement): Promise<void> {
  subscribeTexts(showLanguage)
  await Promise.all([startI18n(currentLanguage()), restoreSession()])
  const router = makeRouter()
  // What the service has painted (web/first-paint.ts) stays, and stays inert, until its page takes its place.
  await router.load()
  createRoot(root).render(
    <StrictMode>
      <Ready root={root} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** Lets people press and type, now that somebody listens. */
function Ready({ root }: { root: HTMLElement }) {
  useLayoutEffect(() => {
    root.inert = false
  }, [root])
  return null
}

function showLanguage(): void {
  const { language } = currentTexts()
  document.documentElement.lang = language
  tellService('language', language)
}
