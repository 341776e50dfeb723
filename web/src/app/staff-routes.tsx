import { createRoute, notFound, redirect } from '@tanstack/react-router'
import { sessionState } from '../shared/api/session.ts'
import { loadTexts } from '../shared/i18n/i18n.ts'
import { lazyPage } from './page-file.ts'
import { root, signedInOnly, validIdOnly } from './root-route.tsx'
import { textParameters } from './search-parameters.ts'

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
    await Promise.all([loadTexts('staff'), loadTexts('signedIn')])
  },
  component: lazyPage(() => import('./staff-frame.tsx'), 'StaffFrame'),
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
  validateSearch: textParameters('location', 'date', 'view', 'kind', 'space'),
  component: lazyPage(() => import('./pages/today.page.tsx'), 'TodayPage'),
})

const members = createRoute({
  getParentRoute: () => staff,
  path: '/members',
  validateSearch: textParameters('search', 'role', 'blocked'),
  component: lazyPage(() => import('../features/members/members.page.tsx'), 'MembersPage'),
})

const person = createRoute({
  getParentRoute: () => staff,
  path: '/members/$id',
  beforeLoad: validIdOnly,
  component: lazyPage(() => import('./pages/person.page.tsx'), 'PersonPage'),
})

const shifts = createRoute({
  getParentRoute: () => staff,
  path: '/shifts',
  validateSearch: textParameters('location'),
  component: lazyPage(() => import('../features/shifts/shifts.page.tsx'), 'ShiftsPage'),
})

const shift = createRoute({
  getParentRoute: () => staff,
  path: '/shifts/$id',
  beforeLoad: validIdOnly,
  component: lazyPage(() => import('../features/shifts/shift.page.tsx'), 'ShiftPage'),
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
  validateSearch: textParameters('location', 'from', 'to', 'groupBy'),
  component: lazyPage(() => import('../features/reports/reports.page.tsx'), 'ReportsPage'),
})

const catalogue = createRoute({
  getParentRoute: () => staff,
  path: '/catalogue',
  validateSearch: textParameters('location', 'tab'),
  component: lazyPage(() => import('../features/catalogue/catalogue.page.tsx'), 'CataloguePage'),
})

const reviewModeration = createRoute({
  getParentRoute: () => staff,
  path: '/reviews',
  validateSearch: textParameters('location', 'status'),
  component: lazyPage(
    () => import('../features/review-moderation/review-moderation.page.tsx'),
    'ReviewModerationPage',
  ),
})

const audit = createRoute({
  getParentRoute: () => staff,
  path: '/audit',
  validateSearch: textParameters('entity', 'actorId', 'entityId', 'from', 'to'),
  component: lazyPage(() => import('../features/audit/audit.page.tsx'), 'AuditPage'),
})

/** The pages of the staff. */
export const staffRoutes = staff.addChildren([
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
])
