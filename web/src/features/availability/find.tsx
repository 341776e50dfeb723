import type { ReactNode } from 'react'
import { useLocationChoice, useLocations, useSpaces } from '../../shared/api/catalogue.ts'
import { bookableLocations } from '../../shared/api/location-choice.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location, Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states.tsx'
import { useNow } from '../../shared/ui/use-now.ts'
import { ZoneNotice } from '../../shared/ui/zone-notice.tsx'
import { type Criteria, type SearchTime, searchTime } from './criteria.ts'
import { CriteriaForm } from './criteria-form.tsx'

/** What a search covers: a location with its spaces, and the requested time. */
export type SearchScope = { location: Location; spaces: Space[]; requested: SearchTime }

type Props = {
  criteria: Criteria
  onChange: (change: Criteria) => void
  children: (scope: SearchScope) => ReactNode
}

/** The frame of a search: the criteria on top, the results below. */
export function Find({ criteria, onChange, children }: Props) {
  const { t } = useTranslation('find')
  const user = useUser()
  const locations = useLocations()
  const offeredLocations = locations.data && bookableLocations(locations.data)
  const location = useLocationChoice(criteria.location)
  const spaces = useSpaces(location?.id)
  // The proposed time passes on a page that stays open.
  const now = useNow()
  const requested = location && searchTime(criteria, location, now)
  const hasNoLocations = offeredLocations?.length === 0
  const isLoading = locations.isPending || (!location && !hasNoLocations && !locations.error)
  return (
    <Page title={t('title')} width="wide">
      {!user && <p className="-mt-4 max-w-prose text-soft">{t('lead')}</p>}
      {locations.error && !locations.data && (
        <ErrorState error={locations.error} retry={() => void locations.refetch()} />
      )}
      {isLoading && <Loading />}
      {hasNoLocations && <EmptyState title={t('noLocations.title')}>{t('noLocations.text')}</EmptyState>}
      {location && requested && (
        <>
          <CriteriaForm
            {...{ criteria, requested, location, now, onChange }}
            locations={offeredLocations ?? []}
            spaces={spaces.data ?? []}
          />
          <AboutLocation location={location} />
          <ZoneNotice zone={location.timeZone} at={Date.parse(requested.startsAt)} />
          {spaces.error && !spaces.data ? (
            <ErrorState error={spaces.error} retry={() => void spaces.refetch()} />
          ) : (
            children({ location, spaces: spaces.data ?? [], requested })
          )}
        </>
      )}
    </Page>
  )
}

/** Where the chosen location is, and, on request, what its coworking says of it: the text may be longer than the screen. */
function AboutLocation({ location: { name, address, description } }: { location: Location }) {
  const { t } = useTranslation('find')
  if (!address && !description) return null
  return (
    <div className="grid gap-1 text-sm wrap-anywhere text-soft">
      {address && (
        <p className="whitespace-pre-line">
          {name}, {address}
        </p>
      )}
      {description && (
        <details>
          <summary className="w-fit cursor-pointer">{t('aboutLocation')}</summary>
          <p className="mt-1 max-w-prose whitespace-pre-line">{description}</p>
        </details>
      )}
    </div>
  )
}
