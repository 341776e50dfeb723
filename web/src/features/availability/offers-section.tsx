import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../shared/ui/states.tsx'
import type { Criteria } from './criteria.ts'
import type { Found } from './find.tsx'
import { OfferList } from './offer-list.tsx'
import { type Offer, useOffers } from './offers.ts'

type Props = { criteria: Criteria; found: Found; renderAction?: (offer: Offer) => ReactNode }

export function OffersSection({ criteria, found, renderAction }: Props) {
  const { t } = useTranslation('find')
  const offers = useOffers(criteria, found.asked, found.location)
  return (
    <section aria-labelledby="free" className="grid gap-3">
      <h2 id="free" aria-live="polite" className="text-lg font-semibold">
        {t('free', { count: offers.data?.length ?? 0 })}
      </h2>
      <Loaded query={offers}>
        {(items) => <OfferList offers={items} {...(renderAction && { renderAction })} />}
      </Loaded>
    </section>
  )
}
