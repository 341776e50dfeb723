import { useLayoutEffect, useRef } from 'react'
import type { Range } from './scale.ts'

// The share of the screen's width that shows the past.
const lead = 0.4

/** On a narrow screen today's timeline is scrolled to now, with a little of the past in view. */
export function useNowInSight({ start, end }: Range) {
  const area = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const frame = area.current
    const share = (Date.now() - start) / (end - start)
    if (frame && share > 0 && share < 1)
      frame.scrollLeft = share * frame.scrollWidth - lead * frame.clientWidth
  }, [start, end])
  return area
}
