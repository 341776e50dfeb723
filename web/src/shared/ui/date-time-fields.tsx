import { useState } from 'react'
import { asRead } from '../format/zoned.ts'
import { DateField } from './date-field.tsx'
import { TimeSelect } from './time-select.tsx'

export type DateAndTime = { date: string; time: string }

type Props = {
  value: DateAndTime
  zone: string
  onChange: (value: DateAndTime) => void
  labels: DateAndTime
  /** The names of the fields, which the service's messages refer to. */
  names?: DateAndTime
  /** The classes of the date's cell in the grid of the form. */
  dateClassName?: string
  /** In minutes; in the form of a tariff it may be anything that was typed. */
  step?: number | undefined
}

const defaultNames: DateAndTime = { date: 'date', time: 'startsAt' }

/**
 * A date and a wall-clock time of a zone: `instantOf` turns them into an instant, `wallClock` turns an instant into them. Where the clock skips a
 * chosen time, the fields show the time that is meant, and again the chosen one on another day.
 */
export function DateTimeFields({
  value: { date, time },
  zone,
  onChange,
  labels,
  names = defaultNames,
  dateClassName = 'max-sm:col-span-full',
  step,
}: Props) {
  const [chosenTime, setChosenTime] = useState(time)
  // The caller may have set another time meanwhile.
  const ownTime = asRead({ date, time: chosenTime }, zone).time === time ? chosenTime : time
  return (
    <>
      <div className={dateClassName}>
        <DateField
          name={names.date}
          label={labels.date}
          value={date}
          onChange={(chosen) => {
            setChosenTime(ownTime)
            onChange(asRead({ date: chosen, time: ownTime }, zone))
          }}
        />
      </div>
      <TimeSelect
        {...(step && step > 0 && { step })}
        name={names.time}
        label={labels.time}
        value={time}
        onChange={(chosen) => {
          setChosenTime(chosen)
          onChange(asRead({ date, time: chosen }, zone))
        }}
      />
    </>
  )
}
