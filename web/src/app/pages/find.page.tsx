import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import {
  type Criteria,
  interruptedSlot,
  isTyped,
  rememberCriteria,
  searchWithSlot,
} from '../../features/availability/criteria.ts'
import { Find, type SearchScope } from '../../features/availability/find.tsx'
import { OffersSection } from '../../features/availability/offers-section.tsx'
import { useUser } from '../../shared/api/session.ts'
import type { BookingListItem, Slot } from '../../shared/api/types.ts'
import { basePath } from '../../shared/base-path.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { loadTexts } from '../../shared/i18n/i18n.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { lazyPart } from '../../shared/ui/lazy-part.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'

// A first visit shows the list. The code of the other parts is loaded when it is needed, or about to be needed.
const loadBooking = () => import('./find-dialogs.tsx')
const loadDay = () => import('../../features/availability/day-section.tsx')
const loadMove = () => import('../../features/bookings/move-dialog.tsx')
const withTexts = async <T,>(code: Promise<T>): Promise<T> =>
  (await Promise.all([code, loadTexts('signedIn')]))[0]
const BookChosenSlotDialog = lazyPart(async () => (await withTexts(loadBooking())).BookChosenSlotDialog)
const MoveDialog = lazyPart(async () => (await withTexts(loadMove())).MoveDialog)
const DragPreview = lazyPart(async () => (await withTexts(loadBooking())).DragPreview)
const DaySection = lazyPart(async () => (await loadDay()).DaySection)

/** The start page: a search for spaces, in which a space can be booked. */
export function FindPage() {
  const criteria = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const change = (part: Criteria) => {
    // A choice adds a step to the browser's history; typed text does not, because each letter would add one.
    void navigate({
      search: (before) => ({ ...before, ...part }),
      replace: isTyped(part),
      resetScroll: false,
    })
  }
  return (
    <Find criteria={criteria} onChange={change}>
      {/* A slot or a booking that was chosen in one location is not opened in another. */}
      {(scope) => <Results key={scope.location.id} {...{ criteria, scope }} onChange={change} />}
    </Find>
  )
}

type Props = { criteria: Criteria; scope: SearchScope; onChange: (change: Criteria) => void }
type Move = { booking: BookingListItem; target?: Slot }

function Results({ criteria, scope, onChange }: Props) {
  const { t } = useTranslation('find')
  const user = useUser()
  const router = useRouter()
  const [chosen, setChosen] = useState<Slot | null>(null)
  const navigate = useNavigate({ from: '/' })
  const interrupted = useRef<Slot | null>(null)
  useEffect(() => {
    const slot = interruptedSlot(criteria)
    if (slot) {
      interrupted.current = slot
      // Out of the address, so that the dialog is not opened again when the user comes back to this page after the booking.
      const withoutSlot = (before: Criteria) => ({ ...before, booking: undefined })
      void navigate({ search: withoutSlot, replace: true, resetScroll: false })
    } else if (interrupted.current) {
      // Not before the address has changed: the dialog copies it into its own entry of the history.
      setChosen(interrupted.current)
      interrupted.current = null
    }
  }, [criteria, navigate])
  // Without the base path, as an address within the app. `href` would begin with the base path, too.
  const addressWith = (slot: Slot) =>
    router
      .buildLocation({ to: '/', search: searchWithSlot(criteria, scope.location, slot) })
      .publicHref.slice(basePath.length)
  const [preview, setPreview] = useState<Slot | null>(null)
  const [move, setMove] = useState<Move | null>(null)
  const { spaces } = scope
  const zone = scope.location.timeZone
  useEffect(() => rememberCriteria(criteria, zone), [criteria, zone])
  return (
    <>
      <Tabs
        label={t('view.label')}
        value={criteria.view ?? 'list'}
        labelOf={(view) => t(`view.${view}`)}
        panels={{
          list: () => <Offers {...{ criteria, scope, onChange }} onChoose={setChosen} />,
          day: () => (
            <DaySection
              {...{ criteria, scope }}
              fallback={<Loading />}
              actions={{
                onChoose: setChosen,
                onPreview: setPreview,
                onOpen: (booking) => setMove({ booking }),
                onMove: (booking, target) => setMove({ booking, target }),
              }}
            />
          ),
        }}
        onChange={(view) => onChange({ view })}
      />
      {preview && <DragPreview {...{ spaces, zone }} slot={preview} />}
      {move && user && <MoveDialog {...move} zone={zone} onClose={() => setMove(null)} />}
      {chosen && (
        <BookChosenSlotDialog
          {...{ spaces, zone }}
          returnAddress={addressWith(chosen)}
          slot={chosen}
          onChoose={setChosen}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  )
}

function Offers({ criteria, scope, onChange, onChoose }: Props & { onChoose: (slot: Slot) => void }) {
  const { t } = useTranslation('find')
  const format = useFormat()
  const { startsAt, endsAt } = scope.requested
  return (
    <OffersSection
      {...{ criteria, scope, onChange, onChoose }}
      renderAction={({ space: { id, name }, quote }) => (
        <Button
          size="small"
          aria-label={t('bookNamed', { name, price: format.money(quote.total, quote.currency) })}
          onPointerEnter={() => void loadBooking()}
          onFocus={() => void loadBooking()}
          onClick={() => onChoose({ spaceId: id, startsAt, endsAt })}
        >
          {t('book')}
        </Button>
      )}
    />
  )
}
