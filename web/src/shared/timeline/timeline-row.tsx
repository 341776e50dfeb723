import { memo } from 'react'
import { useFormat } from '../format/use-format.ts'
import type { Block, Choice, Row } from './block.ts'
import { FreeBlock } from './free-block.tsx'
import { OtherBlock } from './other-block.tsx'
import { percentAt, positionOf, type Range, type Scale, shows } from './scale.ts'

type Props = {
  row: Row
  scale: Scale
  zone: string
  /** Where the vertical lines are, in per cent of the width. */
  lines: number[]
  now: number
  clickMs: number
  preview: Range | null
  onChoose?: (choice: Choice) => void
  onPreview: (choice: Choice | null) => void
  onDrop?: (block: Block, to: Choice) => void
}

/** `format.timeRange` keeps its two times on one line by this character. */
const wordJoiner = '\u2060'

/** Every row has its own grid, because a row that is off the screen cannot share the grid of the others. */
export const timelineColumns = 'grid grid-cols-[var(--names)_1fr]'

export const TimelineRow = memo(function TimelineRow(props: Props) {
  const { row, scale, zone, lines, now, clickMs, preview, onChoose, onPreview, onDrop } = props
  const format = useFormat()
  return (
    <li
      className={`${timelineColumns} border-b border-line last:border-b-0 [contain-intrinsic-height:3.25rem] [content-visibility:auto]`}
    >
      <div className="sticky left-0 z-10 flex min-h-13 flex-col justify-center border-r border-line bg-surface px-2 py-1 sm:px-3">
        <span
          className="line-clamp-2 text-xs leading-tight font-medium wrap-anywhere sm:text-sm"
          title={row.name}
        >
          {row.heading ?? row.name}
        </span>
        {row.detail && <span className="text-xs leading-tight text-soft">{row.detail}</span>}
      </div>
      <div data-timeline-row={row.id} className="relative min-h-13 overflow-hidden">
        {lines.map((left) => (
          <span
            key={left}
            aria-hidden
            className={`absolute inset-y-0 w-px ${scale.length > 1 ? 'bg-edge' : 'bg-line/60'}`}
            style={{ left: `${left}%` }}
          />
        ))}
        {row.blocks.map((block) =>
          block.look === 'free' && !block.isNarrow ? (
            <FreeBlock
              key={block.id}
              {...{ block, scale, zone, clickMs, onPreview }}
              steps={block.steps ?? row.steps}
              rowId={row.id}
              rowName={row.name}
              {...(onChoose && { onChoose })}
            />
          ) : (
            <OtherBlock
              key={`${block.id} ${block.start}`}
              {...{ block, scale, zone, onPreview }}
              steps={row.steps}
              {...(onDrop && { onDrop })}
            />
          ),
        )}
        {preview && (
          <div
            className="pointer-events-none absolute inset-y-1 z-10 grid place-items-center rounded-md bg-brand text-center text-xs font-semibold text-on-brand"
            style={positionOf(scale, preview)}
          >
            {/* The times take two lines in a narrow range, and reach over its edges where it is narrower than one of them. */}
            <span className="rounded bg-brand px-0.5">
              {format.timeRange(preview.start, preview.end, zone).replace(wordJoiner, '')}
            </span>
          </div>
        )}
        {shows(scale, now) && (
          <span
            aria-hidden
            className="absolute inset-y-0 z-10 w-0.5 bg-bad"
            style={{ left: `${percentAt(scale, now)}%` }}
          />
        )}
      </div>
    </li>
  )
})
