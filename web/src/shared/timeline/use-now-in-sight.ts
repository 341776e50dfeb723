import { useLayoutEffect, useRef } from 'react'
import type { Range } from './scale.ts'

// How much of the screen's width shows what has been.
const lead = 0.4

/** On a narrow screen a day that is running begins where it is now, with a little of what has been. */
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
