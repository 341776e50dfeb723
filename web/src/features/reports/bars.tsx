/** A bar of a chart, for example a day. */
export type Bar = { key: string; value: number; label: string }

type Props = { bars: Bar[]; summary: string; format: (value: number) => string }

const height = 160
const barWidth = 10

/** A bar chart; negative values are below the line of zero. The figures are in a table below the chart, or in a file that can be downloaded. */
export function Bars({ bars, summary, format }: Props) {
  const top = Math.max(0, ...bars.map((bar) => bar.value))
  const bottom = Math.min(0, ...bars.map((bar) => bar.value))
  const span = top - bottom || 1
  const y = (value: number) => ((top - value) / span) * height
  const first = bars[0]
  const last = bars.at(-1)
  return (
    <figure className="grid gap-1">
      <div className="flex justify-between text-xs text-soft">
        <span>{format(top)}</span>
      </div>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${bars.length * barWidth} ${height}`}
        preserveAspectRatio="none"
        className="h-40 w-full"
      >
        <line
          x1={0}
          x2={bars.length * barWidth}
          y1={y(0)}
          y2={y(0)}
          className="stroke-edge"
          vectorEffect="non-scaling-stroke"
        />
        {bars.map(({ key, value, label }, index) => (
          <rect
            key={key}
            x={index * barWidth + 1}
            width={barWidth - 2}
            y={Math.min(y(value), y(0))}
            height={Math.abs(y(value) - y(0))}
            className={value < 0 ? 'fill-bad' : 'fill-brand'}
          >
            <title>{`${label}: ${format(value)}`}</title>
          </rect>
        ))}
      </svg>
      <div className="flex flex-wrap justify-between gap-x-3 text-xs text-soft">
        <span>{first?.label}</span>
        <span>{last !== first && last?.label}</span>
      </div>
    </figure>
  )
}

/** A share of the whole as a bar beside its figure. */
export function Meter({ share }: { share: number }) {
  return (
    <span aria-hidden className="block h-2 w-24 overflow-hidden rounded-full bg-sunken">
      <span
        style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }}
        className="block h-full rounded-full bg-brand"
      />
    </span>
  )
}
