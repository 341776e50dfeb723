import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { call, type Session } from '../harness/api.ts'
import { dayFromNow } from '../harness/day.ts'
import { findLayoutFaults } from '../harness/find-layout-faults.ts'
import { admin, adminToken, book, makeMember, makeRoom, signUpData, topUp } from '../harness/site-data.ts'
import { button } from '../harness/steps.ts'
import { type Options, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// WCAG 2.2, 1.4.4: text of twice the size loses neither content nor function. The window keeps its size.

const site = inject('sites').ru

async function enlargeText(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%'
  })
}

/**
 * Buttons and links that are lower or narrower than the 44 px that a finger needs (WCAG 2.2, 2.5.5). Buttons in the rows of the timeline are
 * left out, because their width stands for a length of time.
 */
function smallTargets(): string[] {
  return [...document.querySelectorAll('button, a[href], input, select, summary')].flatMap((element) => {
    if (element.closest('.sr-only, [data-timeline-row], p > a') || !element.checkVisibility()) return []
    const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
    if (width < 2 || (width >= 43.5 && height >= 43.5)) return []
    return [`${Math.round(width)} × ${Math.round(height)}: ${element.outerHTML.slice(0, 160)}`]
  })
}

async function checkPages(paths: string[], options: Options): Promise<void> {
  await withVisit(site, options, async ({ page }) => {
    for (const path of paths) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      if (options.size === 'phone') expect(await page.evaluate(smallTargets), path).toEqual([])
      await enlargeText(page)
      expect(await findLayoutFaults(page), path).toEqual([])
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      await page.waitForLoadState('networkidle')
      expect(await findLayoutFaults(page), path).toEqual([])
    }
  })
}

const longName = 'Достопримечательность'.repeat(5).slice(0, 80)

/**
 * Puts the longest names and a deleted person into the audit trail, which lists what any journey has done shortly before: so the result
 * does not depend on the journeys that run before this one.
 */
async function makeHardEvents(): Promise<void> {
  const names = { firstName: longName, lastName: longName }
  const body = { ...signUpData(site), ...names, locale: site.language }
  const [member, deleted, room, token] = await Promise.all([
    call<Session>(site.url, 'POST', 'auth/register', { body }),
    makeMember(site, 0),
    makeRoom(site, { requiresApproval: true }),
    adminToken(site),
  ])
  await topUp(site, member.user.id, 1_000_000)
  const change = (path: string, body: object) => call(site.url, 'PATCH', path, { token, body })
  await change(`spaces/${room.id}`, {
    name: longName,
    description: longName,
    amenities: [longName.slice(0, 40)],
  })
  const slot = { startsAt: `${dayFromNow(5)}T09:00:00Z`, endsAt: `${dayFromNow(5)}T10:00:00Z` }
  const { id } = await book(site, { token: member.accessToken }, { spaceId: room.id, ...slot })
  await call(site.url, 'POST', `bookings/${id}/reject`, { token, body: { reason: longName } })
  await call(site.url, 'DELETE', `users/${deleted.id}`, { token })
}

it.each(['phone', 'desktop'] as const)(
  'With text twice as large the pages of a member fit into the window (%s)',
  async (size) =>
    checkPages(['/', '/?view=day', '/bookings', '/wallet', '/profile'], { as: await makeMember(site), size }),
)

it.each(['phone', 'desktop'] as const)(
  'With text twice as large the pages of staff fit into the window (%s)',
  async (size) => {
    await makeHardEvents()
    const pages = [
      'today',
      'today?view=week',
      'members',
      'reports',
      'catalogue',
      'catalogue?tab=hours',
      'audit',
    ]
    // The audit trail asks for the name of the deleted person, and the browser reports the refusal.
    await checkPages(
      pages.map((page) => `/staff/${page}`),
      { as: admin, size, expects: /404 \(/ },
    )
  },
)

it('With text twice as large a room can be booked on a phone', async () => {
  await withVisit(site, { as: await makeMember(site), size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/?date=${dayFromNow(6)}&time=10:00`)
    await enlargeText(page)
    await button(visit, words.find.bookNamed).first().click()
    await page.getByText(textPattern(words.bookings.book.balanceAfter)).waitFor()
    expect(await findLayoutFaults(page)).toEqual([])
    await button(visit, words.bookings.book.submit).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await button(visit, words.bookings.action.move).waitFor()
    expect(await findLayoutFaults(page)).toEqual([])
  })
})
