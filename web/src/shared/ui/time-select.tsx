import type { ComponentProps } from 'react'
import { useFormat } from '../format/use-format.ts'
import { minutesOf, timeOf } from '../format/zoned.ts'
import { SelectField } from './field.tsx'

type Props = Omit<ComponentProps<typeof SelectField>, 'children' | 'value' | 'onChange'> & {
  value: string
  onChange: (time: string) => void
  /** In minutes. */
  step?: number
}

/** A list of wall-clock times, quicker than typing a time. */
export function TimeSelect({ value, onChange, step = 30, ...rest }: Props) {
  const format = useFormat()
  const steps = Array.from({ length: Math.ceil(1_440 / step) }, (_, index) => index * step)
  const choices = [...new Set([...steps, minutesOf(value)])].sort((a, b) => a - b)
  return (
    <SelectField {...rest} value={value} onChange={(event) => onChange(event.target.value)}>
      {choices.map((minutes) => (
        <option key={minutes} value={timeOf(minutes)}>
          {format.wallTime(timeOf(minutes))}
        </option>
      ))}
    </SelectField>
  )
}
