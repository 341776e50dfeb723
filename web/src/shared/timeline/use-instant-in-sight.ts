import { useLayoutEffect, useRef } from 'react'
import type { Range } from './scale.ts'

// The share of the screen's width that shows the time before.
const lead = 0.4

/** On a narrow screen a timeline is scrolled to that instant, or to now, with a little of the time before it in view. */
export function useInstantInSight({ start, end }: Range, instant: number | undefined) {
  const area = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const frame = area.current
    const share = ((instant ?? Date.now()) - start) / (end - start)
    if (frame && share > 0 && share < 1)
      frame.scrollLeft = share * frame.scrollWidth - lead * frame.clientWidth
  }, [start, end, instant])
  return area
}
