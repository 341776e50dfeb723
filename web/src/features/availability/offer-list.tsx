import { type ReactNode, useState } from 'react'
import { spaceTypes } from '../../shared/api/space-types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { OfferCard } from './offer-card.tsx'
import type { Offer } from './offers.ts'

const maxOffers = 6

type Props = { offers: Offer[]; renderAction?: (offer: Offer) => ReactNode }

/** Free spaces by type; of many spaces of a type only the first ones, until the user asks for all. */
export function OfferList({ offers, renderAction }: Props) {
  const types = spaceTypes.flatMap((type) => {
    const offersOfType = offers.filter((offer) => offer.space.type === type)
    return offersOfType.length > 0 ? [{ type, offersOfType }] : []
  })
  return (
    <div className="grid gap-8">
      {types.map(({ type, offersOfType }) => (
        <OffersOfType key={type} type={type} offers={offersOfType} {...(renderAction && { renderAction })} />
      ))}
    </div>
  )
}

function OffersOfType({ type, offers, renderAction }: Props & { type: Offer['space']['type'] }) {
  const { t } = useTranslation(['find', 'common'])
  const [showsAll, setShowsAll] = useState(false)
  const visibleOffers = showsAll ? offers : offers.slice(0, maxOffers)
  return (
    <section aria-labelledby={`type-${type}`} className="grid gap-3">
      <h3 id={`type-${type}`} className="flex items-baseline gap-2 font-semibold">
        {t(`common:spaceType.${type}`)}
        <span className="text-sm font-normal text-soft">{offers.length}</span>
      </h3>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {visibleOffers.map((offer) => (
          <li key={offer.space.id} className="grid min-w-0">
            <OfferCard offer={offer} action={renderAction?.(offer)} />
          </li>
        ))}
      </ul>
      {visibleOffers.length < offers.length && (
        <Button
          look="secondary"
          size="small"
          className="justify-self-start"
          onClick={() => setShowsAll(true)}
        >
          {t('showAll', { count: offers.length - visibleOffers.length })}
        </Button>
      )}
    </section>
  )
}
