import { createRoute, notFound, redirect } from '@tanstack/react-router'
import { sessionState } from '../shared/api/session.ts'
import { loadTexts } from '../shared/i18n/i18n.ts'
import { page } from './page-file.ts'
import { root, signedInOnly, withId } from './root-route.tsx'
import { pickText } from './search.ts'

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
  beforeLoad: withId,
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
  beforeLoad: withId,
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
