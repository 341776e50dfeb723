import { Star } from 'lucide-react'
import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { ResponseBody, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Stars } from '../../shared/ui/stars.tsx'
import { Loaded } from '../../shared/ui/states.tsx'

type Review = ResponseBody<'listSpaceReviews'>['items'][number]
type Props = { space: Space; zone: string }

const pageSize = 5

/** The reviews of a space, folded until the user opens them. */
export function SpaceReviews({ space, zone }: Props) {
  const { t } = useTranslation('reviews')
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const { average, count } = space.rating
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 pointer-coarse:min-h-11 w-fit rounded text-sm underline-offset-4 hover:underline">
        {average === null ? (
          t('of.none')
        ) : (
          <>
            <Star aria-hidden size={16} className="mb-1 inline fill-warn text-warn" />{' '}
            {t('of.summary', { average: format.rating(average), count })}
          </>
        )}
      </summary>
      {isOpen && <List {...{ space, zone }} />}
    </details>
  )
}

function List({ space: { id, name }, zone }: Props) {
  const { t } = useTranslation('reviews')
  const reviews = usePages({
    key: ['reviews', 'of', id],
    fetch: (pageQuery) => {
      const query = { ...pageQuery, limit: pageSize }
      return unwrap(api.GET('/api/v1/spaces/{id}/reviews', { params: { path: { id }, query } }))
    },
  })
  return (
    <div className="mt-3 grid gap-3">
      <Loaded query={reviews} lines={1}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-sm text-soft">{t('of.empty')}</p>
          ) : (
            <>
              <ul aria-label={t('of.list', { name })} className="grid gap-3">
                {items.map((review) => (
                  <li key={review.id}>
                    <ReviewItem review={review} zone={zone} />
                  </li>
                ))}
              </ul>
              <LoadMore pages={reviews} />
            </>
          )
        }
      </Loaded>
    </div>
  )
}

function ReviewItem({
  review: { rating, text, authorName, createdAt },
  zone,
}: {
  review: Review
  zone: string
}) {
  const format = useFormat()
  return (
    <div className="grid gap-1 rounded-lg bg-sunken px-3 py-2.5">
      <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-sm">
        <Stars rating={rating} />
        <span className="text-soft">
          {authorName}, {format.date(createdAt, zone)}
        </span>
      </p>
      <p className="text-[0.9375rem] wrap-anywhere whitespace-pre-line">{text}</p>
    </div>
  )
}
