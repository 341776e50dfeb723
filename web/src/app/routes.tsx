import { createRoute, redirect } from '@tanstack/react-router'
import { criteriaOf } from '../features/availability/criteria.ts'
import { loadTexts } from '../shared/i18n/i18n.ts'
import { lazyPage } from './page-file.ts'
import { root, signedInOnly, validIdOnly, visitorOnly } from './root-route.tsx'
import { nextParameter } from './search-parameters.ts'
import { staffRoutes } from './staff-routes.tsx'

// Every page is a separate chunk, loaded when the page is visited or when a link to it is about to be clicked.

const find = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: criteriaOf,
  component: lazyPage(() => import('./pages/find.page.tsx'), 'FindPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextParameter,
  beforeLoad: visitorOnly,
  component: lazyPage(() => import('../features/sessions/sign-in.page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextParameter,
  beforeLoad: visitorOnly,
  component: lazyPage(() => import('../features/sessions/sign-up.page.tsx'), 'SignUpPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  validateSearch: nextParameter,
  component: lazyPage(() => import('../features/sessions/forgot-password.page.tsx'), 'ForgotPasswordPage'),
})

// The addresses in the mails of server/src/modules/auth/auth.mails.ts; the token is behind the #.
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  beforeLoad: () => loadTexts('signedIn'),
  component: lazyPage(() => import('../features/sessions/reset-password.page.tsx'), 'ResetPasswordPage'),
})

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  beforeLoad: () => loadTexts('signedIn'),
  component: lazyPage(() => import('../features/sessions/verify-email.page.tsx'), 'VerifyEmailPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signedIn',
  beforeLoad: async (to) => {
    signedInOnly(to)
    await loadTexts('signedIn')
  },
})

const wallet = createRoute({
  getParentRoute: () => signedIn,
  path: '/wallet',
  component: lazyPage(() => import('./pages/wallet.page.tsx'), 'WalletPage'),
})

/** The address to which the provider sends the payer back. It cannot contain the payment's id, which did not exist when the address was made. */
const paymentReturn = createRoute({
  getParentRoute: () => signedIn,
  path: '/payment',
  validateSearch: ({ ref }: Record<string, unknown>): { ref?: string | undefined } => ({
    ref: typeof ref === 'string' ? ref : undefined,
  }),
  beforeLoad: async ({ search: { ref } }) => {
    const { findReturnedPayment } = await import('../shared/payments/returned-payment.ts')
    const id = await findReturnedPayment(ref)
    throw id
      ? redirect({ to: '/payment/$id', params: { id }, replace: true })
      : redirect({ to: '/wallet', replace: true })
  },
})

const payment = createRoute({
  getParentRoute: () => signedIn,
  path: '/payment/$id',
  beforeLoad: validIdOnly,
  component: lazyPage(() => import('./pages/payment.page.tsx'), 'PaymentPage'),
})

const bookings = createRoute({
  getParentRoute: () => signedIn,
  path: '/bookings',
  // Bookmarks may still say `shelf`, the parameter's earlier name.
  // `paid` is the id of the booking whose payer comes back from the provider's page (server/src/modules/payments/payment.service.ts).
  validateSearch: ({
    shelf,
    tab = shelf,
    paid,
  }: Record<string, unknown>): { tab?: 'upcoming' | 'past' | undefined; paid?: string | undefined } => ({
    tab: tab === 'past' || tab === 'upcoming' ? tab : undefined,
    paid: typeof paid === 'string' ? paid : undefined,
  }),
  beforeLoad: ({ search: { paid } }) => {
    if (paid)
      throw redirect({ to: '/bookings/$id', params: { id: paid }, search: { paid: true }, replace: true })
  },
  component: lazyPage(() => import('./pages/bookings.page.tsx'), 'BookingsPage'),
})

const booking = createRoute({
  getParentRoute: () => signedIn,
  path: '/bookings/$id',
  beforeLoad: validIdOnly,
  // `paid`: the payer comes back from the provider's page, whether the payment has succeeded or not.
  validateSearch: ({ paid }: Record<string, unknown>): { paid?: true | undefined } => ({
    paid: paid === true ? paid : undefined,
  }),
  component: lazyPage(() => import('./pages/booking.page.tsx'), 'BookingPage'),
})

const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profile',
  component: lazyPage(() => import('../features/users/profile.page.tsx'), 'ProfilePage'),
})

export const routeTree = root.addChildren([
  find,
  signIn,
  signUp,
  forgotPassword,
  resetPassword,
  verifyEmail,
  signedIn.addChildren([bookings, booking, wallet, paymentReturn, payment, profile]),
  staffRoutes,
])
