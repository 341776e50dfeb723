// Functions that run inside a page, so they use nothing that is defined outside of them.

export type Vitals = { largestContentfulPaintMs: number; layoutShift: number; scripts: string[] }

/** Stores in `window.vitals`: the time of the largest contentful paint, layout shift without user input, and the scripts loaded until then. */
export function collectVitals(): void {
  const vitals: Vitals = { largestContentfulPaintMs: 0, layoutShift: 0, scripts: [] }
  Object.assign(window, { vitals })
  const observe = (type: string, record: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(record)).observe({ type, buffered: true })
  observe('largest-contentful-paint', ({ startTime }) => {
    vitals.largestContentfulPaintMs = startTime
  })
  observe('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean }
    if (!hadRecentInput) vitals.layoutShift += value
  })
  observe('resource', ({ name }) => {
    if (new URL(name).pathname.endsWith('.js') && !vitals.scripts.includes(name)) vitals.scripts.push(name)
  })
}

export type Scrolled = { frames: number[]; longTasks: number[] }

/** Scrolls the timeline down and up, one step for each frame; returns the milliseconds between frames and of long tasks. */
export async function scrollThrough(): Promise<Scrolled> {
  const scroller = document.querySelector('[data-timeline-row]')?.closest('section')
  if (!scroller) throw new Error('there is no timeline')
  const longTasks: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
  const frames: number[] = []
  let before = await frame()
  for (const step of [40, -40])
    for (;;) {
      const from = scroller.scrollTop
      scroller.scrollTop = from + step
      const now = await frame()
      frames.push(now - before)
      before = now
      if (scroller.scrollTop === from) break
    }
  observer.disconnect()
  return { frames, longTasks }
}
