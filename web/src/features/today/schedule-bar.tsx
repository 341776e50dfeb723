import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Space, SpaceType } from '../../shared/api/types.ts'
import { addDays } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { DateField } from '../../shared/ui/date-field.tsx'
import { SelectField } from '../../shared/ui/field.tsx'

type Props = {
  title: string
  date: string
  today: string
  /** The number of days by which the arrows move. */
  stepDays: 1 | 7
  onDate: (date: string | undefined) => void
  /** The further choices. */
  children: ReactNode
}

/** Shows the chosen day or week, with the choices and the arrows to the days before and after. */
export function ScheduleBar({ title, date, today, stepDays, onDate, children }: Props) {
  const { t } = useTranslation('today')
  const step = stepDays === 7 ? 'week' : 'day'
  const go = (day: string) => onDate(day === today ? undefined : day)
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <h2 aria-live="polite" className="text-lg font-semibold">
        {title}
      </h2>
      <div className="flex flex-wrap items-end gap-2">
        {children}
        <div className="flex items-end gap-2">
          <Button
            look="secondary"
            size="icon"
            aria-label={t(`${step}Before`)}
            onClick={() => go(addDays(date, -stepDays))}
          >
            <ChevronLeft aria-hidden />
          </Button>
          <DateField name="date" label={t(`view.${step}`)} value={date} onChange={go} />
          <Button
            look="secondary"
            size="icon"
            aria-label={t(`${step}After`)}
            onClick={() => go(addDays(date, stepDays))}
          >
            <ChevronRight aria-hidden />
          </Button>
        </div>
        {date !== today && (
          <Button look="secondary" onClick={() => onDate(undefined)}>
            {t('today')}
          </Button>
        )}
      </div>
    </div>
  )
}

type SpaceTypeProps = {
  spaces: Space[]
  value: SpaceType | undefined
  onChange: (type: string | undefined) => void
  /** Offers all types together. */
  allowAny?: boolean
}

/** The choice of the type of the spaces; nothing where there is only one type. */
export function SpaceTypeSelect({ spaces, value, onChange, allowAny = false }: SpaceTypeProps) {
  const { t } = useTranslation(['today', 'common'])
  const types = [...new Set(spaces.map(({ type }) => type))]
  if (types.length < 2) return null
  return (
    <SelectField
      name="kind"
      label={t('kind')}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      {allowAny && <option value="">{t('anyKind')}</option>}
      {types.map((each) => (
        <option key={each} value={each}>
          {t(`common:spaceType.${each}`)}
        </option>
      ))}
    </SelectField>
  )
}
