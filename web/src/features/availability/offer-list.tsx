import { type ReactNode, useState } from 'react'
import { spaceTypes } from '../../shared/api/space-types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { OfferCard } from './offer-card.tsx'
import type { Offer } from './offers.ts'

const first = 6

type Props = { offers: Offer[]; renderAction?: (offer: Offer) => ReactNode }

/** Free spaces by kind; of forty equal desks only the first ones, until the user asks for more. */
export function OfferList({ offers, renderAction }: Props) {
  const kinds = spaceTypes.flatMap((kind) => {
    const offersOfKind = offers.filter((offer) => offer.space.type === kind)
    return offersOfKind.length > 0 ? [{ kind, offersOfKind }] : []
  })
  return (
    <div className="grid gap-8">
      {kinds.map(({ kind, offersOfKind }) => (
        <OffersOfKind key={kind} kind={kind} offers={offersOfKind} {...(renderAction && { renderAction })} />
      ))}
    </div>
  )
}

function OffersOfKind({ kind, offers, renderAction }: Props & { kind: Offer['space']['type'] }) {
  const { t } = useTranslation(['find', 'common'])
  const [all, showAll] = useState(false)
  const visibleOffers = all ? offers : offers.slice(0, first)
  return (
    <section aria-labelledby={`kind-${kind}`} className="grid gap-3">
      <h3 id={`kind-${kind}`} className="flex items-baseline gap-2 font-semibold">
        {t(`common:spaceType.${kind}`)}
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
        <Button look="secondary" size="small" className="justify-self-start" onClick={() => showAll(true)}>
          {t('showAll', { count: offers.length - visibleOffers.length })}
        </Button>
      )}
    </section>
  )
}
