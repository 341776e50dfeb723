import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { foreignWords } from './foreign-words.ts'
import type { Visit } from './visit.ts'

// What must hold of every screen, whatever it shows.

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Widths in CSS pixels. 720 × 450 is what a screen of 1440 × 900 leaves at 200 % zoom. */
const windows = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 720, height: 450 },
  { width: 1440, height: 900 },
]

/** Accessible in light and dark, nothing to scroll sideways at any size, and no word of the other language. */
export async function examine(visit: Visit): Promise<void> {
  const { page, site } = visit
  await settled(page)
  expect(await foreignWords(page, site.language), `words of another language at ${page.url()}`).toEqual([])
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    expect(await violations(page), `axe at ${page.url()}, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: null })
  expect(await tooWide(page), `wider than the window at ${page.url()}`).toEqual([])
}

/** One line a place that breaks a rule of WCAG 2.2 AA. */
async function violations(page: Page): Promise<string[]> {
  // Otherwise it opens a page of its own each time, which only what has frames of other origins needs.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await axe.withTags(standards).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** The elements that are wider than the window, and at which width. */
async function tooWide(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const size of windows) {
    await page.setViewportSize(size)
    for (const element of await page.evaluate(outOfWindow)) found.push(`${size.width}: ${element}`)
  }
  if (before) await page.setViewportSize(before)
  return found
}

function outOfWindow(): string[] {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  // What is inside of an area that scrolls by itself widens nothing.
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    element !== document.body &&
    (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
  const wide = [...document.querySelectorAll('body *')].filter(
    (element) =>
      element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element.parentElement),
  )
  return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 200))
}

/** Nothing is being loaded and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const busy = [...document.querySelectorAll('[role="status"] .animate-pulse, [aria-busy="true"]')]
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running')
    return busy.length === 0 && moving.length === 0
  })
}
