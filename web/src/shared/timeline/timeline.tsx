import { useMemo, useState } from 'react'
import { useFormat } from '../format/use-format.ts'
import type { Block, Choice, Row } from './block.ts'
import { hoursOf, percentAt, type Range } from './scale.ts'
import { TimelineRow, timelineColumns } from './timeline-row.tsx'
import { useInstantInSight } from './use-instant-in-sight.ts'

type Props = {
  label: string
  rows: Row[]
  window: Range
  zone: string
  /** The time that a click without dragging selects. */
  clickMinutes?: number
  now?: number
  /** The instant that a narrow screen is scrolled to at first; now if it is absent. */
  inSight?: number
  onChoose?: (choice: Choice) => void
  /** Called while a time is being dragged; with null once it is released. */
  onPreview?: (choice: Choice | null) => void
  onDrop?: (block: Block, to: Choice) => void
}

const minuteMs = 60_000

/**
 * Rows of one day on one scale. Free periods are buttons: the user drags over them, clicks, or, by keyboard,
 * chooses with the arrow keys (with Shift the length) and Enter. Rows off the screen are not rendered by the browser.
 */
export function Timeline(props: Props) {
  const { label, rows, window, zone, clickMinutes = 60, now = Date.now(), inSight } = props
  const { onChoose, onPreview, onDrop } = props
  const format = useFormat()
  const [ghost, setGhost] = useState<Choice | null>(null)
  const hours = useMemo(() => hoursOf(window, zone), [window, zone])
  const preview = (choice: Choice | null) => {
    setGhost(choice)
    onPreview?.(choice)
  }
  const area = useInstantInSight(window, inSight)
  return (
    <section
      ref={area}
      aria-label={label}
      className="isolate max-h-[80dvh] overflow-auto rounded-xl border border-line bg-surface"
    >
      <div
        className="[--names:8rem] sm:[--names:13rem]"
        style={{ minWidth: `calc(var(--names) + ${hours.length * 3.25}rem)` }}
      >
        <div aria-hidden className={`${timelineColumns} sticky top-0 z-30 bg-surface`}>
          <div className="sticky left-0 z-20 border-r border-b border-line bg-surface" />
          <div className="relative h-9 border-b border-line">
            {hours.map((hour) => (
              <span
                key={hour}
                className="absolute bottom-1 pl-1 text-xs whitespace-nowrap text-soft"
                style={{ left: `${percentAt(window, hour)}%` }}
              >
                {format.hour(hour, zone)}
              </span>
            ))}
          </div>
        </div>
        <ul>
          {rows.map((row) => (
            <TimelineRow
              key={row.id}
              {...{ row, window, zone, hours, now }}
              clickMs={clickMinutes * minuteMs}
              ghost={ghost?.rowId === row.id ? ghost : null}
              onPreview={preview}
              {...(onChoose && { onChoose })}
              {...(onDrop && { onDrop })}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}
