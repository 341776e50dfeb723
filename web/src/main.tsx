import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { watchMissingFiles } from './app/reload-after-update.ts'
import { makeRouter } from './app/router.tsx'
import { applyTheme } from './app/theme.ts'
import { locationsQuery } from './shared/api/catalogue.ts'
import { watchConnection } from './shared/api/connection.ts'
import { queryClient } from './shared/api/query-client.ts'
import { onSessionLost, restoreSession } from './shared/api/session.ts'
import { basePath, setServiceCookie } from './shared/base-path.ts'
import { currentTexts, startI18n, subscribeTexts } from './shared/i18n/i18n.ts'
import { currentLanguage } from './shared/i18n/language.ts'
import { Toaster } from './shared/ui/toaster.tsx'
import { listenForBack } from './shared/ui/use-close-on-back.ts'

applyTheme()
watchConnection()
watchMissingFiles()
// In a file of its own, for which the start page does not wait: a text is translated only after it is shown.
void import('./app/translated-texts.ts').then(({ allowTranslation }) => allowTranslation())

// The first request of the start page needs neither texts nor a session.
if (window.location.pathname === `${basePath}/`) void queryClient.prefetchQuery(locationsQuery)

const container = document.getElementById('root')
// Not awaited: the chunks of the pages import this module, so a top-level await would be a deadlock.
if (container) void start(container)

async function start(root: HTMLElement): Promise<void> {
  subscribeTexts(showLanguage)
  await Promise.all([startI18n(currentLanguage()), restoreSession()])
  const router = makeRouter()
  // Runs the checks of the present page again, which send a visitor to the sign-in; then removes what the user has seen.
  onSessionLost(() => void router.invalidate().then(() => queryClient.clear()))
  // The page that the service has sent prerendered (web/prerender-plugin.ts) stays inert until the app's page replaces it.
  await router.load()
  createRoot(root).render(
    <StrictMode>
      <Ready {...{ root, router }} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** Allows input, now that event handlers are attached. */
function Ready({ root, router }: { root: HTMLElement; router: ReturnType<typeof makeRouter> }) {
  useLayoutEffect(() => {
    root.inert = false
  }, [root])
  // Not before the router itself listens: while nothing listens to the history, the router follows a redirect of the first page by itself.
  useEffect(() => listenForBack(router.history), [router])
  return null
}

function showLanguage(): void {
  const { language } = currentTexts()
  document.documentElement.lang = language
  setServiceCookie('language', language)
}
