import { Star } from 'lucide-react'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { Stars } from '../../shared/ui/stars.tsx'
import { useOwnReviews } from './own-review.ts'

const tones = { pending: 'warn', approved: 'brand', rejected: 'bad' } as const

type Props = { locationId: string; spaceId: string; name: string; when: string; onOpen: () => void }

/** The button of a completed booking: writes a review, or opens the existing review, and shows its state. */
export function ReviewButton({ locationId, spaceId, name, when, onOpen }: Props) {
  const { t } = useTranslation('reviews')
  const reviews = useOwnReviews()
  const ownReview = reviews.data?.find((review) => review.spaceId === spaceId)
  // The service accepts a new review of an active space only; a written review can be changed in any case.
  const isActive = useSpaces(locationId).data?.some(({ id }) => id === spaceId)
  // Without the own reviews it is not known whether there is one of this space.
  if (!reviews.data || !(ownReview || isActive)) return null
  const action = t(ownReview ? 'own.open' : 'write')
  return (
    <>
      {ownReview && (
        <span className="flex flex-wrap items-center gap-2">
          <Stars rating={ownReview.rating} />
          <Badge tone={tones[ownReview.status]}>{t(`own.${ownReview.status}`)}</Badge>
        </span>
      )}
      <Button
        size="small"
        look="secondary"
        aria-label={t('actionOn', { action, name, when })}
        onClick={onOpen}
      >
        <Star aria-hidden />
        {action}
      </Button>
    </>
  )
}
