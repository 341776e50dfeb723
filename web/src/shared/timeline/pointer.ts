import { instantAt, type Scale } from './scale.ts'

/** The instant under a pointer, on the row that contains an element. */
export function instantUnder(element: Element, clientX: number, scale: Scale): number {
  const row = element.closest('[data-timeline-row]') ?? element
  const { left, width } = row.getBoundingClientRect()
  const fraction = Math.min(Math.max((clientX - left) / width, 0), 1)
  return instantAt(scale, fraction)
}

/** Whether a pointer made the click: the `detail` of its event counts the clicks, and is 0 for the keyboard and for screen readers. */
export const isByPointer = (detail: number): boolean => detail > 0

/** The row under a pointer, or null outside the rows. */
export const rowUnder = (clientX: number, clientY: number): string | null =>
  document
    .elementsFromPoint(clientX, clientY)
    .map((element) => element.closest<HTMLElement>('[data-timeline-row]')?.dataset.timelineRow)
    .find((id) => id !== undefined) ?? null
