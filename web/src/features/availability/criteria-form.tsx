import { ChevronDown } from 'lucide-react'
import { useTariffs } from '../../shared/api/catalogue.ts'
import { spaceTypes } from '../../shared/api/space-types.ts'
import type { Location, Space, SpaceType, Tariff } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { Field, SelectField, useTypedText } from '../../shared/ui/field.tsx'
import { LengthSelect } from '../../shared/ui/length-select.tsx'
import { TimeSelect } from '../../shared/ui/time-select.tsx'
import { AmenityChoice } from './amenity-choice.tsx'
import { type Criteria, maxPriceOf, peopleOf, type SearchTime } from './criteria.ts'
import { DayStrip } from './day-strip.tsx'

type Props = {
  criteria: Criteria
  requested: SearchTime
  location: Location
  locations: Location[]
  spaces: Space[]
  now: number
  onChange: (change: Criteria) => void
}

/** The tariff of all spaces of the chosen type; undefined where no type is chosen, and where the spaces have several. Pure. */
function onlyTariff(
  spaces: Space[],
  type: SpaceType | undefined,
  tariffs: Tariff[] | undefined,
): Tariff | undefined {
  const ids = new Set(spaces.filter((space) => space.type === type).map(({ tariffId }) => tariffId))
  return ids.size === 1 ? tariffs?.find(({ id }) => ids.has(id)) : undefined
}

/** Each change starts a new search at once, without a button. */
export function CriteriaForm({ criteria, requested, location, locations, spaces, now, onChange }: Props) {
  const { t } = useTranslation(['find', 'common'])
  const tariffs = useTariffs(criteria.kind && location.id).data
  const tariff = onlyTariff(spaces, criteria.kind, tariffs)
  // The chosen type is an option also where the location has no such space: otherwise nobody could see and remove the filter.
  const types = spaceTypes.filter(
    (type) => type === criteria.kind || spaces.some((space) => space.type === type),
  )
  return (
    <Card aria-label={t('criteria')} className="grid gap-4">
      <DayStrip
        today={wallClock(now, location.timeZone).date}
        chosen={requested.date}
        onChange={(date) => onChange({ date })}
      />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-3 lg:grid-cols-4 xl:flex xl:*:flex-1">
        {locations.length > 1 && (
          <div className="col-span-full xl:min-w-64">
            <SelectField
              name="location"
              label={t('location')}
              value={location.id}
              onChange={(event) => onChange({ location: event.target.value })}
            >
              {locations.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          </div>
        )}
        <TimeSelect
          name="time"
          label={t('from')}
          value={requested.time}
          onChange={(time) => onChange({ time, date: requested.date })}
          {...(tariff && { step: tariff.stepMinutes })}
        />
        <LengthSelect
          tariff={tariff}
          name="minutes"
          label={t('length')}
          value={requested.minutes}
          onChange={(minutes) => onChange({ minutes })}
        />
        <SelectField
          name="kind"
          label={t('kind')}
          value={criteria.kind ?? ''}
          onChange={(event) => onChange({ kind: spaceTypes.find((type) => type === event.target.value) })}
        >
          <option value="">{t('anyKind')}</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {t(`common:spaceType.${type}`)}
            </option>
          ))}
        </SelectField>
        <Field
          {...useTypedText(String(criteria.people ?? ''), (people) =>
            onChange({ people: people === '' ? undefined : Number(people) }),
          )}
          {...(criteria.people !== undefined &&
            peopleOf(criteria) === undefined && { hint: t('peopleUnread') })}
          name="people"
          label={t('people')}
          type="number"
          min={1}
          inputMode="numeric"
          placeholder="1"
        />
      </div>
      <MoreFilters {...{ criteria, location, spaces, onChange }} />
    </Card>
  )
}

function MoreFilters({
  criteria,
  location,
  spaces,
  onChange,
}: Omit<Props, 'requested' | 'locations' | 'now'>) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const { maxPrice = '', amenities = [] } = criteria
  const typed = useTypedText(maxPrice, (text) => onChange({ maxPrice: text || undefined }))
  const hasMaxPrice = maxPriceOf(criteria, location.currency) !== null
  const hint =
    maxPrice && (!hasMaxPrice ? t('maxPriceUnread') : criteria.view === 'day' && t('maxPriceOfDay'))
  const used = amenities.length + (hasMaxPrice ? 1 : 0)
  return (
    <details className="group">
      <summary className="flex w-fit items-center gap-2 rounded text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronDown aria-hidden size={16} className="transition-transform group-open:rotate-180" />
        {t('more')}
        {used > 0 && <Badge tone="brand">{used}</Badge>}
      </summary>
      <div className="mt-3 grid gap-4">
        <div className="max-w-56">
          <Field
            {...typed}
            {...(hint && { hint })}
            name="maxPrice"
            label={t('maxPrice', { currency: format.currency(location.currency) })}
            inputMode="decimal"
          />
        </div>
        <AmenityChoice
          spaces={spaces}
          chosen={amenities}
          onChange={(chosen) => onChange({ amenities: chosen })}
        />
      </div>
    </details>
  )
}
