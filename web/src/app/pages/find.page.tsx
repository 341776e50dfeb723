import { useLocation, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Criteria } from '../../features/availability/criteria.ts'
import { DaySection } from '../../features/availability/day-section.tsx'
import { Find, type Found } from '../../features/availability/find.tsx'
import { OffersSection } from '../../features/availability/offers-section.tsx'
import { BookDialog } from '../../features/bookings/book-dialog.tsx'
import { MoveDialog } from '../../features/bookings/move-dialog.tsx'
import { Preview } from '../../features/bookings/preview.tsx'
import type { Slot } from '../../features/bookings/quote-query.ts'
import { SpaceReviews } from '../../features/reviews/space-reviews.tsx'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'

/** The start page: find a place, and book it on the spot. */
export function FindPage() {
  const criteria = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const change = (part: Criteria) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
  return (
    <Find criteria={criteria} onChange={change}>
      {(found) => <Results {...{ criteria, found }} onChange={change} />}
    </Find>
  )
}

type Props = { criteria: Criteria; found: Found; onChange: (change: Criteria) => void }
type Moving = { booking: BookingListItem; target?: Slot }

function Results({ criteria, found, onChange }: Props) {
  const { t } = useTranslation('find')
  const here = useLocation({ select: (location) => location.href })
  const [chosen, choose] = useState<Slot | null>(null)
  const [preview, setPreview] = useState<Slot | null>(null)
  const [moving, move] = useState<Moving | null>(null)
  const spaceOf = (slot: Slot | null) => found.spaces.find((space) => space.id === slot?.spaceId)
  const zone = found.location.timeZone
  const [space, previewed] = [spaceOf(chosen), spaceOf(preview)]
  return (
    <Tabs
      label={t('view.label')}
      value={criteria.view ?? 'list'}
      tabs={[
        { value: 'list', label: t('view.list') },
        { value: 'day', label: t('view.day') },
      ]}
      onChange={(view) => onChange({ view })}
    >
      {criteria.view === 'day' ? (
        <DaySection
          {...{ criteria, found }}
          actions={{
            onChoose: choose,
            onPreview: setPreview,
            onOpen: (booking) => move({ booking }),
            onMove: (booking, target) => move({ booking, target }),
          }}
        />
      ) : (
        <Offers {...{ criteria, found, onChange }} onChoose={choose} />
      )}
      {preview && previewed && <Preview slot={preview} space={previewed} zone={zone} />}
      {moving && <MoveDialog {...moving} zone={zone} onClose={() => move(null)} />}
      {chosen && space && (
        <BookDialog
          {...{ space, here, zone }}
          slot={chosen}
          spaces={found.spaces}
          onChoose={choose}
          onClose={() => choose(null)}
        >
          <SpaceReviews key={space.id} {...{ space, zone }} />
        </BookDialog>
      )}
    </Tabs>
  )
}

function Offers({ criteria, found, onChange, onChoose }: Props & { onChoose: (slot: Slot) => void }) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const { startsAt, endsAt } = found.asked
  return (
    <OffersSection
      {...{ criteria, found, onChange, onChoose }}
      renderAction={({ space: { id, name }, quote }) => (
        <Button
          size="small"
          aria-label={t('bookNamed', { name, price: format.money(quote.total, quote.currency) })}
          onClick={() => onChoose({ spaceId: id, startsAt, endsAt })}
        >
          {t('book')}
        </Button>
      )}
    />
  )
}
