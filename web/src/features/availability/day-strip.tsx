import { useRef } from 'react'
import { useFormat } from '../../shared/format/use-format.ts'
import { addDays } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useTypedDay } from '../../shared/ui/field.tsx'
import { useScrollToChosen } from '../../shared/ui/use-scroll-to-chosen.ts'

const dayCount = 7

type Props = { today: string; chosen: string; onChange: (date: string) => void }

/** A button for each of the next days. Another day is chosen in the calendar field, and then has a button, too. */
export function DayStrip({ today, chosen, onChange }: Props) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const stripRef = useRef<HTMLDivElement>(null)
  useScrollToChosen(stripRef, '[aria-pressed=true]', chosen)
  const nextDays = Array.from({ length: dayCount }, (_, index) => addDays(today, index))
  const days = nextDays.includes(chosen) ? nextDays : [...nextDays, chosen]
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t('day')}</legend>
      <div ref={stripRef} className="-mx-1 flex gap-1.5 overflow-x-auto px-1 pb-1">
        {days.map((date, index) => (
          <button
            key={date}
            type="button"
            aria-pressed={date === chosen}
            onClick={() => onChange(date)}
            className={classes(
              'min-h-11 shrink-0 rounded-lg border px-3 text-sm font-medium whitespace-nowrap',
              date === chosen
                ? 'border-brand bg-brand text-on-brand'
                : 'border-edge bg-surface hover:bg-sunken',
            )}
          >
            {index === 0 ? t('today') : index === 1 ? t('tomorrow') : format.calendarDay(date)}
          </button>
        ))}
        <input
          {...useTypedDay({ value: chosen, onChange })}
          aria-label={t('otherDay')}
          min={today}
          className="min-h-11 shrink-0 rounded-lg border border-edge bg-surface px-3 text-sm pointer-coarse:text-base"
        />
      </div>
    </fieldset>
  )
}
