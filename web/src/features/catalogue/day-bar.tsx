import { minutesOf } from '../../shared/format/zoned.ts'
import type { OpeningInterval } from './catalogue-query.ts'

const dayMinutes = 1_440
const percent = (minutes: number) => `${(100 * minutes) / dayMinutes}%`

/** The open parts of a day; the fields beside it have the same times for screen readers. */
export function DayBar({ intervals }: { intervals: OpeningInterval[] }) {
  return (
    <div aria-hidden className="relative h-6 overflow-hidden rounded-md bg-sunken">
      {intervals.map(({ opens, closes }) => (
        <span
          key={`${opens} ${closes}`}
          style={{
            left: percent(minutesOf(opens)),
            width: percent(Math.max(0, minutesOf(closes) - minutesOf(opens))),
          }}
          className="absolute inset-y-0 bg-brand"
        />
      ))}
      {[6, 12, 18].map((hour) => (
        <span key={hour} style={{ left: percent(hour * 60) }} className="absolute inset-y-0 w-px bg-line" />
      ))}
    </div>
  )
}
