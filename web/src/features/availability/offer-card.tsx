import { Star, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge, Card } from '../../shared/ui/card.tsx'
import type { Offer } from './offers.ts'

const maxAmenities = 4

/** A free space, and its price for the requested time. */
export function OfferCard({ offer: { space, quote }, action }: { offer: Offer; action: ReactNode }) {
  const { t } = useTranslation('find')
  const format = useFormat()
  return (
    <Card aria-label={space.name} className="flex flex-col gap-3">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h4 className="font-semibold wrap-anywhere">{space.name}</h4>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
            <span className="flex items-center gap-1">
              <Users aria-hidden size={14} />
              {t('capacity', { count: space.capacity })}
            </span>
            <Rating {...space.rating} />
          </p>
        </div>
        <p className="text-lg font-semibold whitespace-nowrap">{format.money(quote.total, quote.currency)}</p>
      </div>
      {space.description && <p className="line-clamp-2 text-sm text-soft">{space.description}</p>}
      <div className="mt-auto flex flex-wrap items-end justify-between gap-3">
        <ul className="flex flex-wrap gap-1.5">
          {space.requiresApproval && (
            <li>
              <Badge tone="warn">{t('approval')}</Badge>
            </li>
          )}
          {space.amenities.slice(0, maxAmenities).map((amenity) => (
            <li key={amenity}>
              <Badge isFreeText>{amenity}</Badge>
            </li>
          ))}
          {space.amenities.length > maxAmenities && (
            <li className="text-sm text-soft">
              {t('showAll', { count: space.amenities.length - maxAmenities })}
            </li>
          )}
        </ul>
        <div className="ml-auto">{action}</div>
      </div>
    </Card>
  )
}

function Rating({ average, count }: Offer['space']['rating']) {
  const { t } = useTranslation('find')
  const format = useFormat()
  if (average === null) return null
  return (
    <span className="flex items-center gap-1">
      <Star aria-hidden size={14} className="fill-warn text-warn" />
      <span aria-hidden>{format.rating(average)}</span>
      <span className="sr-only">{t('rating', { average: format.rating(average), count })}</span>
    </span>
  )
}
