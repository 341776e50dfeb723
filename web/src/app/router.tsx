import { createRouter, type RouterHistory } from '@tanstack/react-router'
import { basePath } from '../shared/base-path.ts'
import { PageLoading } from '../shared/ui/states.tsx'
import { PageError } from './page-error.tsx'
import { routeTree } from './routes.tsx'

/** `history` is given where there is no browser: by the build, which prerenders some pages. */
export const makeRouter = (history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...(history && { history }),
    basepath: basePath || '/',
    defaultPreload: 'intent',
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
  interface HistoryState {
    /** The email typed at the sign-in, for the page that requests a new password; not in the address, because addresses are logged. */
    email?: string
    /** Whether the user goes to this page in order to sign out. */
    signsOut?: boolean
  }
}
