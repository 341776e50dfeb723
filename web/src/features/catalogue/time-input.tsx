import { useId } from 'react'
import { useFormat } from '../../shared/format/use-format.ts'
import { minutesOf, timeOf } from '../../shared/format/zoned.ts'
import { useFieldError } from '../../shared/ui/form.tsx'

type Props = {
  /** The name of the field in a form, which shows the service's message for it here. */
  name?: string
  label: string
  value: string
  onChange: (time: string) => void
  /** Whether `24:00` is allowed, for the end of an interval. */
  isEnd?: boolean
}

const stepMinutes = 30

/**
 * A time of day, where there is no room for a visible label; only screen readers get the label. It is in a wrapping flex row, below
 * which its message has a line of its own.
 */
export function TimeInput({ name = '', label, value, onChange, isEnd = false }: Props) {
  const format = useFormat()
  const error = useFieldError(name)
  const errorId = useId()
  const first = isEnd ? stepMinutes : 0
  const count = 1_440 / stepMinutes
  const steps = Array.from({ length: count }, (_, index) => first + index * stepMinutes)
  const choices = [...new Set([...steps, minutesOf(value)])].sort((a, b) => a - b)
  return (
    <>
      <select
        {...(name && { name })}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? errorId : undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-9 pointer-coarse:min-h-11 rounded-lg border border-edge bg-surface px-2 aria-invalid:border-bad"
      >
        {choices.map((minutes) => (
          <option key={minutes} value={timeOf(minutes)}>
            {format.wallTime(timeOf(minutes))}
          </option>
        ))}
      </select>
      {error && (
        <span id={errorId} className="order-last w-full text-sm font-medium text-bad">
          {error}
        </span>
      )}
    </>
  )
}
