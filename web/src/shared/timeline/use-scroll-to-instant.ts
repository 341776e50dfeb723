import { useLayoutEffect, useRef, useState } from 'react'
import { percentAt, type Scale, shows } from './scale.ts'

// The share of the visible width that shows the time before the instant.
const shareBefore = 0.4

/**
 * On a narrow screen a timeline is scrolled to that instant, or to now, with a little of the time before it in view. The instant is looked for
 * on the scales in their order.
 */
export function useScrollToInstant(scales: readonly Scale[], instant: number | undefined) {
  const area = useRef<HTMLElement>(null)
  const [openedAt] = useState(Date.now)
  const at = instant ?? openedAt
  const scale = scales.find((each) => shows(each, at))
  const percent = scale && percentAt(scale, at)
  useLayoutEffect(() => {
    const frame = area.current
    if (frame && percent !== undefined)
      frame.scrollLeft = (percent / 100) * frame.scrollWidth - shareBefore * frame.clientWidth
  }, [percent])
  return area
}
