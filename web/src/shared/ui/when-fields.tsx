import { Field } from './field.tsx'
import { TimeSelect } from './time-select.tsx'

export type When = { date: string; time: string }

type Props = {
  value: When
  onChange: (part: Partial<When>) => void
  labels: When
  /** The names of the fields, by which messages of the service find them. */
  names?: When
  /** How the date lies in the grid of its form. */
  dateClassName?: string
}

const usual: When = { date: 'date', time: 'startsAt' }

/** An instant by the calendar and the wall clock of a zone: `instantOf` makes it one, `wallClock` the way back. */
export const WhenFields = ({
  value,
  onChange,
  labels,
  names = usual,
  dateClassName = 'max-sm:col-span-2',
}: Props) => (
  <>
    <div className={dateClassName}>
      <Field
        name={names.date}
        label={labels.date}
        type="date"
        value={value.date}
        onChange={(event) => event.target.value && onChange({ date: event.target.value })}
      />
    </div>
    <TimeSelect
      name={names.time}
      label={labels.time}
      value={value.time}
      onChange={(time) => onChange({ time })}
    />
  </>
)
