import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { dayFromNow } from '../harness/day.ts'
import { findLayoutFaults } from '../harness/find-layout-faults.ts'
import { admin, makeMember } from '../harness/site-data.ts'
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

/** Buttons and links that are lower or narrower than the 44 px that a finger needs (WCAG 2.2, 2.5.5). A booking is as wide as its time. */
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
      await page.waitForLoadState('networkidle')
      expect(await page.evaluate(findLayoutFaults), path).toEqual([])
    }
  })
}

it.each(['phone', 'desktop'] as const)(
  'With text twice as large the pages of a member fit into the window (%s)',
  async (size) =>
    checkPages(['/', '/?view=day', '/bookings', '/wallet', '/profile'], { as: await makeMember(site), size }),
)

it.each(['phone', 'desktop'] as const)(
  'With text twice as large the pages of staff fit into the window (%s)',
  (size) =>
    checkPages(
      ['today', 'today?view=week', 'members', 'reports', 'catalogue', 'catalogue?tab=hours', 'audit'].map(
        (page) => `/staff/${page}`,
      ),
      { as: admin, size },
    ),
)

it('With text twice as large a room can be booked on a phone', async () => {
  await withVisit(site, { as: await makeMember(site), size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/?date=${dayFromNow(6)}&time=10:00`)
    await enlargeText(page)
    await button(visit, words.find.bookNamed).first().click()
    await page.getByText(textPattern(words.bookings.book.balanceAfter)).waitFor()
    expect(await page.evaluate(findLayoutFaults)).toEqual([])
    await button(visit, words.bookings.book.submit).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await button(visit, words.bookings.action.move).waitFor()
    expect(await page.evaluate(findLayoutFaults)).toEqual([])
  })
})
