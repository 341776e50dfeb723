import { describe, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { admin, makeMember } from '../harness/site-data.ts'
import { type Options, waitForApp, withVisit } from '../harness/visit.ts'

// Checks pages opened by their address; other journeys check the dialogs that these pages open.
const visitors = [
  '/',
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password',
  '/verify-email#spent',
  '/nowhere',
]
const members = ['/', '/?view=day', '/bookings', '/bookings?tab=past', '/wallet', '/profile']

const staff = [
  'today',
  'members',
  'shifts',
  'reports',
  'catalogue',
  'catalogue?tab=hours',
  'catalogue?tab=closures',
  'catalogue?tab=tariffs',
  'reviews',
  'audit',
].map((page) => `/staff/${page}`)

// The service refuses a page that does not exist, a link that was used, and a deleted person whom an event of the audit trail names. The browser
// reports the refusals.
const refusedToVisitors = /(404|422) \(/
const deletedPerson = /404 \(.*\/api\/v1\/users\/[^/]+$/

describe.each(['en', 'ru'] as const)(
  'Each page is accessible, fits every window and is in one language (%s)',
  (language) => {
    const site = inject('sites')[language]
    const checkPages = (paths: string[], options: Options) =>
      withVisit(site, options, async (visit) => {
        for (const path of paths) {
          await visit.page.goto(path)
          await waitForApp(visit.page)
          await checkScreen(visit)
        }
      })

    it('for a visitor', () => checkPages(visitors, { expects: refusedToVisitors }))

    it('for staff', () => checkPages(staff, { as: admin, expects: deletedPerson }))

    it('for a member', async () => checkPages(members, { as: await makeMember(site) }))
  },
)
