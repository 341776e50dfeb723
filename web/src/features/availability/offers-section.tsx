import { type ReactNode, useLayoutEffect, useRef } from 'react'
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
  const isSearching = offers.isPlaceholderData
  const list = useRef<HTMLDivElement>(null)
  const focused = useRef<HTMLElement>(null)
  // An element of an inert list loses the focus, and gets it back here: a search also begins by itself, because the proposed time goes on.
  useLayoutEffect(() => {
    if (isSearching) focused.current = list.current?.querySelector<HTMLElement>(':focus') ?? null
    else if (document.activeElement === document.body) focused.current?.focus({ preventScroll: true })
  }, [isSearching])
  return (
    <section aria-labelledby="free" className="grid gap-3">
      <h2 id="free" aria-live="polite" className="text-lg font-semibold">
        {isSearching
          ? t('searching')
          : offers.data
            ? t('free', { count: offers.data.items.length })
            : t('view.list')}
      </h2>
      <Loaded query={offers}>
        {(data) => (
          // Until the result of a new search is there, the former result cannot be used: its prices and names are of another time.
          <div ref={list} inert={isSearching} aria-busy={isSearching} className="inert:opacity-50">
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
