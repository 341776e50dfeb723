import { createRootRoute, createRoute, notFound, redirect } from '@tanstack/react-router'
import { criteriaOf } from '../features/availability/criteria.ts'
import { sessionState } from '../shared/api/session.ts'
import { loadTexts } from '../shared/i18n/i18n.ts'
import { NotFound } from './not-found.tsx'
import { page } from './page-file.ts'
import { Shell } from './shell.tsx'

// Every page is a separate chunk, loaded when the page is visited or when a link to it is about to be clicked.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** For pages that need a signed-in user: a visitor signs in first, and then comes back. */
const signedInOnly = ({ location }: { location: { href: string } }) => {
  if (sessionState().status !== 'signedIn')
    throw redirect({ to: '/sign-in', search: { next: location.href } })
}

const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  // Only a path of this app is accepted.
  typeof search.next === 'string' && /^\/(?![/\\])/.test(search.next) ? { next: search.next } : {}

/** The values of these search parameters, where they are text. */
const pickText =
  <K extends string>(...names: K[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
    ) as { [name in K]?: string | undefined }

const find = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: criteriaOf,
  component: page(() => import('./pages/find.page.tsx'), 'FindPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextSearch,
  component: page(() => import('../features/sessions/sign-in.page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextSearch,
  component: page(() => import('../features/sessions/sign-up.page.tsx'), 'SignUpPage'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: page(() => import('../features/sessions/forgot-password.page.tsx'), 'ForgotPasswordPage'),
})

// The addresses in the mails of server/src/modules/auth/auth.mails.ts; the token is behind the #.
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: page(() => import('../features/sessions/reset-password.page.tsx'), 'ResetPasswordPage'),
})

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  component: page(() => import('../features/sessions/verify-email.page.tsx'), 'VerifyEmailPage'),
})

const own = createRoute({
  getParentRoute: () => root,
  id: 'own',
  beforeLoad: async (to) => {
    signedInOnly(to)
    await loadTexts('own')
  },
})

const wallet = createRoute({
  getParentRoute: () => own,
  path: '/wallet',
  component: page(() => import('./pages/wallet.page.tsx'), 'WalletPage'),
})

/** Where the provider sends the payer back to. Its address cannot name the payment, which had no id when the address was made. */
const paid = createRoute({
  getParentRoute: () => own,
  path: '/payment',
  validateSearch: ({ ref, ...rest }: Record<string, unknown>): { ref?: string; next?: string } => ({
    ...nextSearch(rest),
    ...(typeof ref === 'string' && { ref }),
  }),
  beforeLoad: async ({ search: { ref, next } }) => {
    const { findReturned } = await import('../shared/payments/returned.ts')
    const id = await findReturned(ref)
    throw id
      ? redirect({ to: '/payment/$id', params: { id }, search: next ? { next } : {}, replace: true })
      : redirect({ to: '/wallet', replace: true })
  },
})

const payment = createRoute({
  getParentRoute: () => own,
  path: '/payment/$id',
  validateSearch: nextSearch,
  component: page(() => import('./pages/payment.page.tsx'), 'PaymentPage'),
})

const bookings = createRoute({
  getParentRoute: () => own,
  path: '/bookings',
  // Bookmarks may still say `shelf`, the parameter's earlier name.
  // `paid` is the booking whose payer comes back (server/src/modules/payments/payment.service.ts): its own page says what became of it.
  validateSearch: ({
    shelf,
    tab = shelf,
    paid,
  }: Record<string, unknown>): { tab?: 'upcoming' | 'past'; paid?: string } => ({
    ...((tab === 'past' || tab === 'upcoming') && { tab }),
    ...(typeof paid === 'string' && { paid }),
  }),
  beforeLoad: ({ search: { paid } }) => {
    if (paid)
      throw redirect({ to: '/bookings/$id', params: { id: paid }, search: { paid: true }, replace: true })
  },
  component: page(() => import('./pages/bookings.page.tsx'), 'BookingsPage'),
})

const booking = createRoute({
  getParentRoute: () => own,
  path: '/bookings/$id',
  validateSearch: ({ paid }: Record<string, unknown>): { paid?: true } => (paid === true ? { paid } : {}),
  component: page(() => import('./pages/booking.page.tsx'), 'BookingPage'),
})

const profile = createRoute({
  getParentRoute: () => own,
  path: '/profile',
  component: page(() => import('../features/users/profile.page.tsx'), 'ProfilePage'),
})

/** For staff: other users get the page for an unknown address. */
const staffOnly = ({ location }: { location: { href: string } }) => {
  signedInOnly({ location })
  const session = sessionState()
  if (session.status === 'signedIn' && session.user.role === 'member') throw notFound()
}

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  beforeLoad: async (to) => {
    staffOnly(to)
    await Promise.all([loadTexts('staff'), loadTexts('own')])
  },
  component: page(() => import('./staff-frame.tsx'), 'StaffFrame'),
})

const staffHome = createRoute({
  getParentRoute: () => staff,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/staff/today' })
  },
})

const today = createRoute({
  getParentRoute: () => staff,
  path: '/today',
  validateSearch: pickText('location', 'date', 'view', 'kind', 'space'),
  component: page(() => import('./pages/today.page.tsx'), 'TodayPage'),
})

const members = createRoute({
  getParentRoute: () => staff,
  path: '/members',
  validateSearch: pickText('search', 'role', 'blocked'),
  component: page(() => import('../features/members/members.page.tsx'), 'MembersPage'),
})

const person = createRoute({
  getParentRoute: () => staff,
  path: '/members/$id',
  component: page(() => import('./pages/person.page.tsx'), 'PersonPage'),
})

const shifts = createRoute({
  getParentRoute: () => staff,
  path: '/shifts',
  validateSearch: pickText('location'),
  component: page(() => import('../features/shifts/shifts.page.tsx'), 'ShiftsPage'),
})

const shift = createRoute({
  getParentRoute: () => staff,
  path: '/shifts/$id',
  component: page(() => import('../features/shifts/shift.page.tsx'), 'ShiftPage'),
})

/** The former addresses of /staff/members, in bookmarks and old messages. */
const formerMembersAddress = createRoute({
  getParentRoute: () => staff,
  path: '/people/$',
  beforeLoad: ({ location }) => {
    throw redirect({ href: location.href.replace('/staff/people', '/staff/members'), replace: true })
  },
})

const reports = createRoute({
  getParentRoute: () => staff,
  path: '/reports',
  validateSearch: pickText('location', 'from', 'to', 'groupBy'),
  component: page(() => import('../features/reports/reports.page.tsx'), 'ReportsPage'),
})

const catalogue = createRoute({
  getParentRoute: () => staff,
  path: '/catalogue',
  validateSearch: pickText('location', 'tab'),
  component: page(() => import('../features/catalogue/catalogue.page.tsx'), 'CataloguePage'),
})

const reviewModeration = createRoute({
  getParentRoute: () => staff,
  path: '/reviews',
  validateSearch: pickText('location', 'status'),
  component: page(
    () => import('../features/review-moderation/review-moderation.page.tsx'),
    'ReviewModerationPage',
  ),
})

const audit = createRoute({
  getParentRoute: () => staff,
  path: '/audit',
  validateSearch: pickText('entity', 'actorId', 'entityId', 'from', 'to'),
  component: page(() => import('../features/audit/audit.page.tsx'), 'AuditPage'),
})

export const routeTree = root.addChildren([
  find,
  signIn,
  signUp,
  forgotPassword,
  resetPassword,
  verifyEmail,
  own.addChildren([bookings, booking, wallet, paid, payment, profile]),
  staff.addChildren([
    staffHome,
    today,
    members,
    person,
    formerMembersAddress,
    shifts,
    shift,
    reports,
    catalogue,
    reviewModeration,
    audit,
  ]),
])
