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

// The service refuses a page that does not exist or a link that was used, and the browser reports the refusal.
const expects = /(404|422) \(/

describe.each(['en', 'ru'] as const)(
  'Each page is accessible, fits every window and is in one language (%s)',
  (language) => {
    const site = inject('sites')[language]
    const checkPages = (paths: string[], options: Options) =>
      withVisit(site, { ...options, expects }, async (visit) => {
        for (const path of paths) {
          await visit.page.goto(path)
          await waitForApp(visit.page)
          await checkScreen(visit)
        }
      })

    it('for a visitor', () => checkPages(visitors, {}))

    it('for staff', () => checkPages(staff, { as: admin }))

    it('for a member', async () => checkPages(members, { as: await makeMember(site) }))
  },
)
