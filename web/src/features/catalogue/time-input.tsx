import { useFormat } from '../../shared/format/use-format.ts'
import { minutesOf, timeOf } from '../../shared/format/zoned.ts'

type Props = {
  label: string
  value: string
  onChange: (time: string) => void
  /** Whether `24:00` is allowed, for the end of an interval. */
  isEnd?: boolean
}

const stepMinutes = 30

/** A time of day, where there is no room for a visible label; only screen readers get the label. */
export function TimeInput({ label, value, onChange, isEnd = false }: Props) {
  const format = useFormat()
  const first = isEnd ? stepMinutes : 0
  const count = 1_440 / stepMinutes
  const steps = Array.from({ length: count }, (_, index) => first + index * stepMinutes)
  const choices = [...new Set([...steps, minutesOf(value)])].sort((a, b) => a - b)
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="min-h-9 pointer-coarse:min-h-11 rounded-lg border border-edge bg-surface px-2"
    >
      {choices.map((minutes) => (
        <option key={minutes} value={timeOf(minutes)}>
          {format.wallTime(timeOf(minutes))}
        </option>
      ))}
    </select>
  )
}
