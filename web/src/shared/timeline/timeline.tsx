import { type ReactNode, useState } from 'react'
import { useFormat } from '../format/use-format.ts'
import type { Block, Choice, Row } from './block.ts'
import { hoursOf, moveToDay, percentAt, periodRems, type Scale } from './scale.ts'
import { TimelineRow, timelineColumns } from './timeline-row.tsx'
import { useScrollToInstant } from './use-scroll-to-instant.ts'
import { useTimesOf } from './use-times-of.ts'

type Props = {
  label: string
  rows: Row[]
  /** The time of the rows that have no scale of their own, and of the hours on top. */
  scale: Scale
  /** The headings of the periods of the scale, where it has several; for a single period the timeline shows its hours. */
  headings?: ReactNode[]
  zone: string
  /** The time that a click without dragging selects. */
  clickMinutes?: number
  now?: number
  /** The instant that a narrow screen is scrolled to at first; now if it is absent. */
  scrollToInstant?: number
  onChoose?: (choice: Choice) => void
  /** Called while a time is being dragged; with null once it is released. */
  onPreview?: (choice: Choice | null) => void
  onDrop?: (block: Block, to: Choice) => void
}

const minuteMs = 60_000
const hourRems = 3.25

/**
 * Rows on one scale. Free periods are buttons: the user drags over them, clicks, or, by keyboard,
 * chooses with the arrow keys (with Shift the length) and Enter. Rows off the screen are not rendered by the browser.
 */
export function Timeline(props: Props) {
  const { label, rows, scale, headings, zone, clickMinutes = 60, now = Date.now(), scrollToInstant } = props
  const { onChoose, onPreview, onDrop } = props
  const [preview, setPreview] = useState<Choice | null>(null)
  const columns = useColumns(scale, zone, headings)
  const timesOf = useTimesOf(scale, zone)
  const showPreview = (choice: Choice | null) => {
    setPreview(choice)
    onPreview?.(choice)
  }
  const area = useScrollToInstant(
    [scale, ...rows.flatMap((row) => (row.scale ? [row.scale] : []))],
    scrollToInstant,
  )
  const startOf = (row: Row | undefined) => (row?.scale ?? scale)[0]?.start ?? 0
  /** Converts a choice from the scale of the row where the drag began to the scale of the row where it ended, which may be another day. */
  const fromRow = (row: Row, choice: Choice): Choice => {
    const to = startOf(rows.find(({ id }) => id === choice.rowId))
    return { ...choice, ...moveToDay(choice, { from: startOf(row), to, zone }) }
  }
  return (
    <section
      ref={area}
      aria-label={label}
      className="isolate max-h-[80dvh] overflow-auto rounded-xl border border-line bg-surface"
    >
      {/* The chosen time for screen readers: they read what is added to a region, not a region that is added with its content. */}
      <p role="status" className="sr-only">
        {preview && timesOf(preview)}
      </p>
      <div
        className="[--names:8rem] sm:[--names:13rem]"
        style={{ minWidth: `calc(var(--names) + ${columns.rems}rem)` }}
      >
        <div aria-hidden={!headings} className={`${timelineColumns} sticky top-0 z-30 bg-surface`}>
          <div className="sticky left-0 z-20 border-r border-b border-line bg-surface" />
          <div className="relative h-9 border-b border-line">
            {/* A mark stays in sight as long as its period does. */}
            {columns.marks.map(({ left, mark }, index) => (
              <span
                key={left}
                className="absolute bottom-1 text-xs whitespace-nowrap text-soft"
                style={{ left: `${left}%`, right: `${100 - (columns.marks[index + 1]?.left ?? 100)}%` }}
              >
                <span className="sticky left-(--names) inline-block pl-1">{mark}</span>
              </span>
            ))}
          </div>
        </div>
        <ul>
          {rows.map((row) => (
            <TimelineRow
              key={row.id}
              {...{ row, zone, now }}
              scale={row.scale ?? scale}
              lines={columns.lines}
              clickMs={clickMinutes * minuteMs}
              preview={preview?.rowId === row.id ? preview : null}
              onPreview={(choice) => showPreview(choice && fromRow(row, choice))}
              {...(onChoose && { onChoose })}
              {...(onDrop && { onDrop: (block, to) => onDrop(block, fromRow(row, to)) })}
            />
          ))}
        </ul>
      </div>
    </section>
  )
}

/** The hours of a day, or the periods of several days, from left to right. */
function useColumns(scale: Scale, zone: string, headings: ReactNode[] | undefined) {
  const format = useFormat()
  const [only] = scale
  const starts = only && !headings ? hoursOf(only, zone) : scale.map(({ start }) => start)
  const lines = starts.map((start) => percentAt(scale, start))
  return {
    lines,
    marks: starts.map((start, index) => ({
      left: lines[index] ?? 0,
      mark: headings ? headings[index] : format.hour(start, zone),
    })),
    rems: starts.length * (headings ? periodRems : hourRems),
  }
}
