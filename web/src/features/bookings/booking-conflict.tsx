import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, unwrap } from '../../shared/api/client.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Slot, Space } from '../../shared/api/types.ts'
import { liveStatuses } from '../../shared/bookings/live-statuses.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button, buttonClass } from '../../shared/ui/button.tsx'

type Conflict = {
  /** The times of the bookings that take the requested time. */
  taken: Pick<Slot, 'startsAt' | 'endsAt'>[]
  alternatives: (Slot & { total: number })[]
}

/** What a `booking_conflict` says; null for any other error. */
export function conflictOf(error: unknown): Conflict | null {
  const problem = problemOf(error)
  if (problem?.code !== 'booking_conflict') return null
  const { taken = [], alternatives = [] } = problem as Partial<Conflict>
  return { taken, alternatives }
}

type Props = {
  /** The requested slot, where users book for themselves: a booking of their own may take it. */
  slot?: Slot
  /** Of a running booking only the end can change, so that nothing is offered instead. */
  isExtension?: boolean
  /** The space of a running booking. Between its bookings some time may have to stay free. */
  extendedSpace?: Pick<Space, 'bufferBeforeMinutes' | 'bufferAfterMinutes'> | undefined
  conflict: Conflict
  spaces: Space[]
  zone: string
  /** The currency of the prices; while it is not known, no price is shown. */
  currency: string | undefined
  /** The alternatives replace a form whose button had the focus: the first one takes it over. */
  takesFocus?: boolean
  onChoose: (slot: Slot) => void
}

export function BookingConflict({
  slot,
  isExtension = false,
  extendedSpace,
  conflict: { taken, alternatives },
  spaces,
  zone,
  currency,
  takesFocus = false,
  onChoose,
}: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const nameOf = (id: string) => spaces.find((space) => space.id === id)?.name ?? ''
  const isTakenByOwnBooking = useIsTakenByOwnBooking(slot)
  const hasAlternatives = alternatives.length > 0
  const [next] = taken
  const gapMinutes = extendedSpace ? extendedSpace.bufferBeforeMinutes + extendedSpace.bufferAfterMinutes : 0
  return (
    <Alert>
      {isTakenByOwnBooking ? (
        <>
          <p className="font-medium">{t('conflict.own')}</p>
          <Link to="/bookings" className={`my-2 ${buttonClass({ look: 'secondary' })}`}>
            {t('title')}
          </Link>
        </>
      ) : (
        <p className="font-medium">{t('conflict.title')}</p>
      )}
      {/* Also beside an own booking, which may take only a part of the requested time. */}
      {hasAlternatives && <p>{t('conflict.offers')}</p>}
      {isExtension && next && <p>{t('conflict.next', { time: format.timeWithDay(next.startsAt, zone) })}</p>}
      {isExtension && gapMinutes > 0 && <p>{t('conflict.gap', { minutes: gapMinutes })}</p>}
      {!hasAlternatives && !isExtension && !isTakenByOwnBooking && <p>{t('conflict.none')}</p>}
      <ul className="mt-2 grid gap-2">
        {alternatives.map(({ spaceId, startsAt, endsAt, total }, index) => (
          <li key={`${spaceId} ${startsAt}`}>
            <Button
              look="secondary"
              autoFocus={takesFocus && index === 0}
              className="w-full flex-col items-start! gap-0! py-1.5 text-left"
              onClick={() => onChoose({ spaceId, startsAt, endsAt })}
            >
              <span className="whitespace-normal">{nameOf(spaceId)}</span>
              <span className="text-sm font-normal text-soft">
                {format.range(startsAt, endsAt, zone)}
                {currency !== undefined && ` · ${format.money(total, currency)}`}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Alert>
  )
}

/** Whether an own booking of the user takes a part of the slot; it may have been made in another tab. */
function useIsTakenByOwnBooking(slot: Slot | undefined): boolean {
  const user = useUser()
  const ownBookings = useQuery({
    queryKey: ['bookings', 'own at', slot],
    queryFn: () => {
      const { spaceId = '', startsAt: from = '', endsAt: to = '' } = slot ?? {}
      const query = {
        spaceId,
        from,
        to,
        status: [...liveStatuses],
        limit: 1,
        ...(user && { userId: user.id }),
      }
      return unwrap(api.GET('/api/v1/bookings', { params: { query } }))
    },
    enabled: user !== null && slot !== undefined,
  })
  return (ownBookings.data?.items.length ?? 0) > 0
}
