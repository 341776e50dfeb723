import type { Page } from 'playwright-core'

/** Lists elements that are wider than the window, and texts that their own box cuts off. */
export async function findLayoutFaults(page: Page): Promise<string[]> {
  return [...(await page.evaluate(findCutOff)), ...(await page.evaluate(findTooWide))]
}

/** Runs in the page. Lists elements that make the page wider than the window; where it finds none, tells how wide the page is. */
export function findTooWide(): string[] {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  // The content of an element that scrolls by itself does not widen the page.
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    element !== document.body &&
    (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
  const tooWide = [...document.querySelectorAll('body *')].filter(
    (element) =>
      element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element.parentElement),
  )
  // A long word or a pseudo-element widens the page without such an element.
  if (tooWide.length === 0) return [`the page is ${root.scrollWidth} wide`]
  return tooWide.slice(0, 5).map((element) => element.outerHTML.slice(0, 200))
}

/** Runs in the page. Tells whether a dialog is too wide, and lists texts that their own box cuts off. */
function findCutOff(): string[] {
  const found: string[] = []
  for (const dialog of document.querySelectorAll('dialog'))
    if (dialog.scrollWidth > dialog.clientWidth) found.push(`the dialog is ${dialog.scrollWidth} wide`)
  for (const element of document.querySelectorAll<HTMLElement>(
    'h1, h2, h3, p, a, button, label, dt, dd, summary',
  )) {
    // These are cut off on purpose: the whole text is elsewhere, or they are for screen readers only.
    if (element.closest('.sr-only, .truncate, [class*=line-clamp], [data-timeline-row]')) continue
    if (!element.checkVisibility()) continue
    const { overflowX, overflowY } = getComputedStyle(element)
    const cutsAside = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
    const cutsBelow = overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1
    if (cutsAside || cutsBelow) found.push(`cut: ${element.outerHTML.slice(0, 160)}`)
  }
  return found
}
