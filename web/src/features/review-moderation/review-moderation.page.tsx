import { useNavigate, useSearch } from '@tanstack/react-router'
import { Star } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { useAllSpaces } from '../../shared/api/all-spaces.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { delayAction, useHasDelayedAction } from '../../shared/api/delayed-actions.ts'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location, ResponseBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { OtherLocationNotice } from '../../shared/ui/other-location-notice.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Stars } from '../../shared/ui/stars.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'

type Review = ResponseBody<'listReviews'>['items'][number]
const statuses = ['pending', 'approved', 'rejected'] as const
type Status = (typeof statuses)[number]

/** The reviews of members, to be approved or rejected. */
export function ReviewModerationPage() {
  const { t } = useTranslation(['reviewModeration', 'staff'])
  const search = useSearch({ from: '/staff/reviews' })
  const navigate = useNavigate({ from: '/staff/reviews' })
  const { locations, location } = useManagedLocationChoice(search.location)
  const status = statuses.find((each) => each === search.status) ?? 'pending'
  const panelOf = (tab: Status) => () => (
    <Loaded query={locations}>
      {() =>
        location ? (
          <Reviews key={tab} {...{ location }} status={tab} />
        ) : (
          <EmptyState title={t('staff:noLocations.title')}>{t('staff:noLocations.text')}</EmptyState>
        )
      }
    </Loaded>
  )
  return (
    <Page
      title={t('title')}
      aside={
        location && (
          <LocationSelect
            locations={locations.data ?? []}
            value={location.id}
            onChange={(id) => void navigate({ search: (before) => ({ ...before, location: id }) })}
          />
        )
      }
    >
      <OtherLocationNotice requestedId={search.location} location={location} />
      <Tabs
        label={t('title')}
        value={status}
        labelOf={(value) => t(`status.${value}`)}
        panels={{
          pending: panelOf('pending'),
          approved: panelOf('approved'),
          rejected: panelOf('rejected'),
        }}
        onChange={(value) =>
          void navigate({ search: (before) => ({ ...before, status: value }), resetScroll: false })
        }
      />
    </Page>
  )
}

function Reviews({ location, status }: { location: Location; status: Status }) {
  const { t } = useTranslation('reviewModeration')
  const spaces = useAllSpaces(location)
  const reviews = usePages({
    key: ['reviews', 'reviewModeration', location.id, status],
    fetch: (pageQuery) =>
      unwrap(
        api.GET('/api/v1/reviews', {
          params: { query: { ...pageQuery, locationId: location.id, status: [status] } },
        }),
      ),
  })
  return (
    <Loaded query={reviews}>
      {(items) => (
        <>
          {items.length === 0 && <EmptyState title={t(`empty.${status}`)} icon={<Star aria-hidden />} />}
          <ul className="grid gap-3">
            {items.map((review) => {
              const space = spaces.data?.find(({ id }) => id === review.spaceId)
              return (
                <li key={review.id}>
                  <ReviewCard
                    review={review}
                    zone={location.timeZone}
                    name={space?.name ?? ''}
                    isPublic={location.isActive && space?.isActive !== false}
                  />
                </li>
              )
            })}
          </ul>
          <LoadMore pages={reviews} />
        </>
      )}
    </Loaded>
  )
}

/** `isPublic`: everybody can see the space, and so its published reviews. */
type CardProps = { review: Review; name: string; zone: string; isPublic: boolean }

function ReviewCard({ review, name, zone, isPublic }: CardProps) {
  const { t } = useTranslation('reviewModeration')
  const format = useFormat()
  const me = useUser()
  const [isConfirming, setConfirming] = useState(false)
  const hasDelayedAction = useHasDelayedAction()(review.id)
  const moderate = useAction({
    run: ({ verdict, version }: { verdict: 'approve' | 'reject'; version: number }, key) => {
      const request = {
        params: {
          path: { id: review.id },
          // Only the version that staff have read is moderated: its author may have changed the text meanwhile.
          header: { 'Idempotency-Key': key, 'If-Match': `"${version}"` },
        },
        keepalive: true,
      }
      return verdict === 'approve'
        ? unwrap(api.POST('/api/v1/reviews/{id}/approve', request))
        : unwrap(api.POST('/api/v1/reviews/{id}/reject', request))
    },
    done: (_, { verdict }) =>
      t(verdict === 'approve' && !isPublic ? 'done.approveHidden' : `done.${verdict}`),
  })
  const { version } = review
  return (
    <Card className="grid gap-3">
      <p className="flex flex-wrap items-baseline justify-between gap-2">
        <span className="font-semibold">{name}</span>
        <span className="text-sm text-soft">
          {review.authorName}, {format.date(review.updatedAt, zone)}
        </span>
      </p>
      <Stars rating={review.rating} />
      <p className="wrap-anywhere whitespace-pre-line">{review.text}</p>
      {/* A review by an account that was merged into this manager's is not recognised here; the service refuses a decision about it. */}
      {me?.role === 'manager' && review.userId === me.id ? (
        <p className="text-soft">{t('own')}</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          {review.status !== 'approved' && (
            <Button
              isBusy={moderate.isRunning || hasDelayedAction}
              onClick={() => moderate.start({ verdict: 'approve', version })}
            >
              {t('approve')}
            </Button>
          )}
          {review.status !== 'rejected' && (
            <Button
              look="danger"
              isBusy={moderate.isRunning || hasDelayedAction}
              onClick={() => setConfirming(true)}
            >
              {t('reject')}
            </Button>
          )}
        </div>
      )}
      {isConfirming && (
        <ConfirmDialog
          title={t('confirm.title')}
          text={t('confirm.text')}
          submitLabel={t('reject')}
          error={null}
          isRunning={false}
          onSubmit={() => {
            delayAction(review.id, t('confirm.canUndo', { name: review.authorName }), () =>
              moderate.start({ verdict: 'reject', version }),
            )
            setConfirming(false)
          }}
          onClose={() => setConfirming(false)}
        />
      )}
    </Card>
  )
}
