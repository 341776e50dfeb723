/** Runs in the page. Lists elements that are wider than the window, and texts that their own box cuts off. */
export function findLayoutFaults(): string[] {
  const root = document.documentElement
  const isTooWide = root.scrollWidth > root.clientWidth
  const found = isTooWide ? [`the page is ${root.scrollWidth} wide`] : []
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
  if (found.length === 0 || !isTooWide) return found
  // Identifies the element; an area that scrolls by itself is no fault.
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    element !== document.body &&
    (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
  const all = [...document.querySelectorAll('body *')].filter(
    (element) =>
      element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element.parentElement),
  )
  return [...found, ...all.slice(0, 6).map((element) => element.outerHTML.slice(0, 160))]
}
