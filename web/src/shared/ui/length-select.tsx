import type { ComponentProps } from 'react'
import type { Tariff } from '../api/types.ts'
import { useFormat } from '../format/use-format.ts'
import { SelectField } from './field.tsx'

export type LengthLimits = Pick<Tariff, 'minMinutes' | 'maxMinutes' | 'stepMinutes'>

const usualLengths = [30, 60, 90, 120, 180, 240, 300, 360, 480, 600]

/** The longest booking of any tariff: 31 days. */
export const maxBookingMinutes = 31 * 1_440

/**
 * The lengths that are offered, in minutes: those that the tariff allows, from four hours on only whole hours where it allows those, and its
 * shortest and longest. Pure.
 */
export function lengthsOf(tariff: LengthLimits | undefined): number[] {
  // In the form of a tariff the step may be anything that was typed.
  if (!tariff || !(tariff.stepMinutes >= 1)) return usualLengths
  const { minMinutes, maxMinutes, stepMinutes } = tariff
  const first = Math.max(1, Math.ceil(minMinutes / stepMinutes))
  const last = Math.floor(Math.min(maxMinutes, maxBookingMinutes) / stepMinutes)
  // A step that divides no hour, such as 7 minutes, would give thousands of lengths.
  const isOffered = (minutes: number) =>
    minutes <= 240 || minutes % 60 === 0 || (60 % stepMinutes !== 0 && minutes <= 1_440)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
    .filter((steps) => steps === first || steps === last || isOffered(steps * stepMinutes))
    .map((steps) => steps * stepMinutes)
}

type Props = Omit<ComponentProps<typeof SelectField>, 'children' | 'value' | 'onChange'> & {
  /** In minutes. */
  value: number
  onChange: (minutes: number) => void
  /** The tariff by whose limits the length is chosen, where there is only one. */
  tariff?: LengthLimits | undefined
}

export function LengthSelect({ value, onChange, tariff, ...rest }: Props) {
  const format = useFormat()
  const lengths = [...new Set([...lengthsOf(tariff), value])].sort((a, b) => a - b)
  return (
    <SelectField {...rest} value={value} onChange={(event) => onChange(Number(event.target.value))}>
      {lengths.map((minutes) => (
        <option key={minutes} value={minutes}>
          {format.bookingLength(minutes)}
        </option>
      ))}
    </SelectField>
  )
}
