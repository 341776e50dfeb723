import { problemOf } from '../../shared/api/problem.ts'
import type { Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import type { Slot } from './quote-query.ts'

type Alternative = Slot & { total: number }

/** The alternatives of a `booking_conflict`; null for any other error. */
export function conflictOf(error: unknown): Alternative[] | null {
  const problem = problemOf(error)
  return problem?.code === 'booking_conflict' ? ((problem.alternatives ?? []) as Alternative[]) : null
}

type Props = {
  conflict: Alternative[]
  spaces: Space[]
  zone: string
  /** The currency of the prices; while it is not known, no price is shown. */
  currency: string | undefined
  onChoose: (slot: Slot) => void
}

export function Conflict({ conflict, spaces, zone, currency, onChoose }: Props) {
  const { t } = useTranslation('bookings')
  const format = useFormat()
  const nameOf = (id: string) => spaces.find((space) => space.id === id)?.name ?? ''
  return (
    <Alert>
      <p className="font-medium">{t('conflict.title')}</p>
      <p>{conflict.length > 0 ? t('conflict.offers') : t('conflict.none')}</p>
      <ul className="mt-2 grid gap-2">
        {conflict.map(({ spaceId, startsAt, endsAt, total }) => (
          <li key={`${spaceId} ${startsAt}`}>
            <Button
              look="secondary"
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
