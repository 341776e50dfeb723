import { type RefObject, useLayoutEffect } from 'react'

/**
 * Scrolls a bar that is wider than the window sideways, so that its chosen element is visible, which `chosenSelector` finds. `choice` changes
 * with that element. It never scrolls the page, as `scrollIntoView` would.
 */
export function useScrollToChosen(
  bar: RefObject<HTMLElement | null>,
  chosenSelector: string,
  choice: string,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen element is read from the page after each change
  useLayoutEffect(() => {
    const frame = bar.current
    const item = frame?.querySelector(chosenSelector)
    if (!frame || !item) return
    const [outer, inner] = [frame.getBoundingClientRect(), item.getBoundingClientRect()]
    if (inner.left >= outer.left && inner.right <= outer.right) return
    frame.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2
  }, [bar, chosenSelector, choice])
}
