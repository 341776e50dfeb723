import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './app/router.tsx'
import { applyTheme } from './app/theme.ts'
import { locationsQuery } from './shared/api/catalogue.ts'
import { queryClient } from './shared/api/query-client.ts'
import { restoreSession } from './shared/api/session.ts'
import { basePath } from './shared/base-path.ts'
import { startI18n } from './shared/i18n/i18n.ts'
import { Toaster } from './shared/ui/toaster.tsx'

applyTheme()
// A page that was open while the service was updated names files that are gone: the new one names its own.
window.addEventListener('vite:preloadError', () => window.location.reload())

// The start page's own file and its first question need not wait for the words.
if (window.location.pathname === `${basePath}/`) {
  void import('./app/pages/find.page.tsx')
  void queryClient.prefetchQuery(locationsQuery)
}

const root = document.getElementById('root')
if (root) {
  await Promise.all([startI18n(), restoreSession()])
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  )
}
