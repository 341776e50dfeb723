import { CalendarClock, Hourglass, SlidersHorizontal } from 'lucide-react'
import type { Slot } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { EmptyState } from '../../shared/ui/states.tsx'
import type { Criteria } from './criteria.ts'
import type { SearchScope } from './find.tsx'
import { isTypeMissing, suggestionsOf, visibleReasons } from './no-offers.ts'
import type { Offers } from './offers.ts'

type Props = {
  offers: Offers
  criteria: Criteria
  scope: SearchScope
  onChange: (change: Criteria) => void
  onChoose?: ((slot: Slot) => void) | undefined
}

/** The reasons why a search has no result, and a button for each change that may help. */
export function NoOffers({ offers, criteria, scope, onChange, onChoose }: Props) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const { timeZone, currency } = scope.location
  const { minutes, start, needsOtherTime, isTooExpensive, isExcludedByFilters } = suggestionsOf(
    offers,
    criteria,
    scope.requested,
  )
  const lacksType = isTypeMissing(scope.spaces, criteria)
  return (
    <EmptyState title={t('none.title')}>
      <div className="grid gap-4">
        <ul>
          {lacksType && <li>{t('why.noSpaceOfType')}</li>}
          {isTooExpensive && (
            <li>{t('why.tooExpensive', { price: format.money(offers.cheapest ?? 0, currency) })}</li>
          )}
          {visibleReasons(offers.reasons).map((reason) => (
            <li key={reason.code}>{t(`why.${reason.code}`, { count: reason.spaces })}</li>
          ))}
        </ul>
        {needsOtherTime && <p>{t('help.otherTime')}</p>}
        <div className="flex flex-wrap justify-center gap-2">
          {start !== null && (
            <Button onClick={() => onChange(wallClock(start, timeZone))}>
              <CalendarClock aria-hidden />
              {t('help.start', { day: format.day(start, timeZone), time: format.time(start, timeZone) })}
            </Button>
          )}
          {minutes !== null && (
            <Button look={start === null ? 'primary' : 'secondary'} onClick={() => onChange({ minutes })}>
              <Hourglass aria-hidden />
              {t('help.minutes', { length: format.bookingLength(minutes) })}
            </Button>
          )}
          {(lacksType || isTooExpensive || isExcludedByFilters) && (
            <Button
              look="secondary"
              onClick={() =>
                onChange(
                  lacksType
                    ? { kind: undefined }
                    : { people: undefined, amenities: undefined, maxPrice: undefined },
                )
              }
            >
              <SlidersHorizontal aria-hidden />
              {t(lacksType ? 'help.type' : 'help.filters')}
            </Button>
          )}
        </div>
        {onChoose && <NextFree {...{ offers, scope, onChoose }} />}
      </div>
    </EmptyState>
  )
}

const maxNextFree = 3

function NextFree({
  offers,
  scope,
  onChoose,
}: Pick<Props, 'offers' | 'scope'> & Required<Pick<Props, 'onChoose'>>) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const { timeZone, currency } = scope.location
  const nameOf = (id: string) => scope.spaces.find((space) => space.id === id)?.name
  const free = offers.nextFree.filter(({ spaceId }) => nameOf(spaceId)).slice(0, maxNextFree)
  if (free.length === 0) return null
  return (
    <div className="grid gap-2">
      <p className="font-medium text-ink">{t('help.next')}</p>
      <ul className="grid gap-2">
        {free.map(({ total, ...slot }) => (
          <li key={`${slot.spaceId} ${slot.startsAt}`} className="grid">
            <Button look="secondary" className="flex-col gap-0!" onClick={() => onChoose?.(slot)}>
              <span className="whitespace-normal">{nameOf(slot.spaceId)}</span>
              <span className="text-sm font-normal whitespace-normal text-soft">
                {format.range(slot.startsAt, slot.endsAt, timeZone)} · {format.money(total, currency)}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
