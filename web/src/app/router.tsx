import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { criteriaOf } from '../features/availability/criteria.ts'
import { sessionState } from '../shared/api/session.ts'
import { ErrorState, PageLoading } from '../shared/ui/states.tsx'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

// Every page is a chunk of its own, loaded when it is visited or when a link to it is about to be clicked.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** For pages of one's own: a visitor signs in first, and comes back. */
const signedInOnly = ({ location }: { location: { href: string } }) => {
  if (sessionState().status !== 'signedIn')
    throw redirect({ to: '/sign-in', search: { next: location.href } })
}

const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  // A path of this app and nothing else.
  typeof search.next === 'string' && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {}

const find = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: criteriaOf,
  component: lazyRouteComponent(() => import('./pages/find.page.tsx'), 'FindPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('../features/sessions/sign-in.page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('../features/sessions/sign-up.page.tsx'), 'SignUpPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('../features/sessions/forgot-password.page.tsx'),
    'ForgotPasswordPage',
  ),
})

// The addresses in the mails of server/src/modules/sessions/session.mails.ts; the token is behind the #.
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(
    () => import('../features/sessions/reset-password.page.tsx'),
    'ResetPasswordPage',
  ),
})

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  component: lazyRouteComponent(
    () => import('../features/sessions/verify-email.page.tsx'),
    'VerifyEmailPage',
  ),
})

const own = createRoute({ getParentRoute: () => root, id: 'own', beforeLoad: signedInOnly })

const wallet = createRoute({
  getParentRoute: () => own,
  path: '/wallet',
  component: lazyRouteComponent(() => import('../features/wallet/wallet.page.tsx'), 'WalletPage'),
})

const bookings = createRoute({
  getParentRoute: () => own,
  path: '/bookings',
  validateSearch: ({ shelf }: Record<string, unknown>): { shelf?: 'upcoming' | 'past' } =>
    shelf === 'past' || shelf === 'upcoming' ? { shelf } : {},
  component: lazyRouteComponent(() => import('./pages/bookings.page.tsx'), 'BookingsPage'),
})

const profile = createRoute({
  getParentRoute: () => own,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/users/profile.page.tsx'), 'ProfilePage'),
})

const routeTree = root.addChildren([
  find,
  signIn,
  signUp,
  forgotPassword,
  resetPassword,
  verifyEmail,
  own.addChildren([bookings, wallet, profile]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
