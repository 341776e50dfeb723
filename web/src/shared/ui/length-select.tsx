import type { ComponentProps } from 'react'
import { useFormat } from '../format/use-format.ts'
import { SelectField } from './field.tsx'

const defaultLengths = [30, 60, 90, 120, 180, 240, 300, 360, 480, 600]

type Props = Omit<ComponentProps<typeof SelectField>, 'children' | 'value' | 'onChange'> & {
  /** In minutes. */
  value: number
  onChange: (minutes: number) => void
  choices?: number[]
}

export function LengthSelect({ value, onChange, choices = defaultLengths, ...rest }: Props) {
  const format = useFormat()
  const lengths = [...new Set([...choices, value])].sort((a, b) => a - b)
  return (
    <SelectField {...rest} value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {lengths.map((minutes) => (
        <option key={minutes} value={minutes}>
          {format.length(minutes)}
        </option>
      ))}
    </SelectField>
  )
}
