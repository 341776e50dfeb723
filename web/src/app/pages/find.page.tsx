import { useLocation, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Criteria } from '../../features/availability/criteria.ts'
import { Find } from '../../features/availability/find.tsx'
import { OffersSection } from '../../features/availability/offers-section.tsx'
import { BookDialog } from '../../features/bookings/book-dialog.tsx'
import type { Slot } from '../../features/bookings/quote-query.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'

/** The start page: find a place, and book it on the spot. */
export function FindPage() {
  const { t } = useTranslation('find')
  const format = useFormat()
  const criteria = useSearch({ from: '/' })
  const here = useLocation({ select: (location) => location.href })
  const navigate = useNavigate({ from: '/' })
  const [chosen, choose] = useState<Slot | null>(null)
  const change = (part: Criteria) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
  return (
    <Find criteria={criteria} onChange={change}>
      {(found) => {
        const space = found.spaces.find((each) => each.id === chosen?.spaceId)
        return (
          <>
            <OffersSection
              criteria={criteria}
              found={found}
              renderAction={({ space: { id, name }, quote }) => (
                <Button
                  size="small"
                  aria-label={t('bookNamed', { name, price: format.money(quote.total, quote.currency) })}
                  onClick={() =>
                    choose({ spaceId: id, startsAt: found.asked.startsAt, endsAt: found.asked.endsAt })
                  }
                >
                  {t('book')}
                </Button>
              )}
            />
            {chosen && space && (
              <BookDialog
                {...{ space, here }}
                slot={chosen}
                zone={found.location.timeZone}
                spaces={found.spaces}
                onChoose={choose}
                onClose={() => choose(null)}
              />
            )}
          </>
        )
      }}
    </Find>
  )
}
