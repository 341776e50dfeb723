import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findTooWide } from './find-layout-faults.ts'
import { findForeignWords } from './foreign-words.ts'
import type { Visit } from './visit.ts'

// The checks that every screen must pass.

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Widths in CSS pixels. 720 × 450 is what a screen of 1440 × 900 leaves at 200 % zoom. */
const windowSizes = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 720, height: 450 },
  { width: 1440, height: 900 },
]

/** Checks that the screen is accessible in light and dark, that no size scrolls sideways, and that no word is in the other language. */
export async function checkScreen(visit: Visit): Promise<void> {
  const { page, site } = visit
  await waitUntilStill(page)
  const foreign = await findForeignWords(page, site.language)
  expect(
    foreign,
    `words of another language at ${page.url()}: take a text of the app from web/src/shared/i18n, and a name in the data of a journey (maybe of another journey, because all share this site) from inLanguage(site.language, …) of e2e/harness/words.ts`,
  ).toEqual([])
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await waitUntilStill(page)
    expect(await findViolations(page), `axe at ${page.url()}, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
  expect(await findTooWideAtAllSizes(page), `wider than the window at ${page.url()}`).toEqual([])
}

/** One line for each element that breaks a rule of WCAG 2.2 AA or a best practice of axe. */
async function findViolations(page: Page): Promise<string[]> {
  // Axe stays in the page for the next check: reading its half a megabyte takes longer than checking a small page.
  const isLoaded = await page.evaluate(() => 'axe' in window)
  // By default axe opens a separate page each time, which only screens with frames of other origins need.
  const axe = new AxeBuilder({ page, ...(isLoaded && { axeSource: ';' }) }).setLegacyMode(true)
  // The report needs only the elements that break a rule.
  const options = {
    resultTypes: ['violations' as const],
    runOnly: { type: 'tag' as const, values: standards },
  }
  const { violations } = await axe.options(options).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** The elements that are wider than the window, each after the width of the window. */
async function findTooWideAtAllSizes(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const size of windowSizes) {
    await page.setViewportSize(size)
    for (const element of await page.evaluate(findTooWide)) found.push(`${size.width}: ${element}`)
  }
  if (before) await page.setViewportSize(before)
  return found
}

/** Waits until nothing is loading and no animation is running. */
async function waitUntilStill(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const busy = [...document.querySelectorAll('[role="status"] .animate-pulse, [aria-busy="true"]')]
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running')
    return busy.length === 0 && moving.length === 0
  })
}
