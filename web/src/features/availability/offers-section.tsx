import type { ReactNode } from 'react'
import type { Slot } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { lazyPart } from '../../shared/ui/lazy-part.tsx'
import { Loaded, Loading } from '../../shared/ui/states.tsx'
import type { Criteria } from './criteria.ts'
import type { SearchScope } from './find.tsx'
import { OfferList } from './offer-list.tsx'
import { type Offer, useOffers } from './offers.ts'

// Most searches find something, and the start page has a limit for its JavaScript.
const NoOffers = lazyPart(async () => (await import('./no-offers-notice.tsx')).NoOffers)

type Props = {
  criteria: Criteria
  scope: SearchScope
  onChange: (change: Criteria) => void
  /** Books the next free time; without this function no next free time is shown. */
  onChoose?: (slot: Slot) => void
  renderAction?: (offer: Offer) => ReactNode
}

export function OffersSection({ criteria, scope, onChange, onChoose, renderAction }: Props) {
  const { t } = useTranslation('find')
  const offers = useOffers(criteria, scope.requested, scope.location)
  return (
    <section aria-labelledby="free" className="grid gap-3">
      <h2 id="free" aria-live="polite" className="text-lg font-semibold">
        {offers.isPlaceholderData
          ? t('searching')
          : offers.data
            ? t('free', { count: offers.data.items.length })
            : t('view.list')}
      </h2>
      <Loaded query={offers}>
        {(data) => (
          // Until the result of a new search is there, the former result cannot be used: its prices and names are of another time.
          <div
            inert={offers.isPlaceholderData}
            aria-busy={offers.isPlaceholderData}
            className="inert:opacity-50"
          >
            {data.items.length === 0 ? (
              <NoOffers
                fallback={<Loading lines={2} />}
                offers={data}
                {...{ criteria, scope, onChange, onChoose }}
              />
            ) : (
              <OfferList offers={data.items} {...(renderAction && { renderAction })} />
            )}
          </div>
        )}
      </Loaded>
    </section>
  )
}
