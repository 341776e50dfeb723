import type { ComponentProps } from 'react'
import { useFormat } from '../format/use-format.ts'
import { minutesOf, timeOf } from '../format/zoned.ts'
import { SelectField } from './field.tsx'

// With shorter steps the list would be too long to choose from.
const shortestStep = 5

/** The wall-clock times that are offered, in minutes of the day: the steps of a tariff, and the present value. Pure. */
export function startsOf(stepMinutes: number, value: string): number[] {
  const step = Math.ceil(shortestStep / stepMinutes) * stepMinutes
  const steps = Array.from({ length: Math.ceil(1_440 / step) }, (_, index) => index * step)
  return [...new Set([...steps, minutesOf(value)])].sort((a, b) => a - b)
}

type Props = Omit<ComponentProps<typeof SelectField>, 'children' | 'value' | 'onChange'> & {
  value: string
  onChange: (time: string) => void
  /** In minutes. */
  step?: number
}

/** A list of wall-clock times, quicker than typing a time. */
export function TimeSelect({ value, onChange, step = 30, ...rest }: Props) {
  const format = useFormat()
  return (
    <SelectField {...rest} value={value} onChange={(event) => onChange(event.target.value)}>
      {startsOf(step, value).map((minutes) => (
        <option key={minutes} value={timeOf(minutes)}>
          {format.wallTime(timeOf(minutes))}
        </option>
      ))}
    </SelectField>
  )
}
