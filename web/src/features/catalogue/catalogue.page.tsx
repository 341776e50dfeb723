import { useNavigate, useSearch } from '@tanstack/react-router'
import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { OtherLocationNotice } from '../../shared/ui/other-location-notice.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { Checklist } from './checklist.tsx'
import { Closures } from './closures.tsx'
import { HoursPanel } from './hours.tsx'
import { LocationDialog } from './location-dialog.tsx'
import { Spaces } from './spaces.tsx'
import { Tariffs } from './tariffs.tsx'

const tabs = ['spaces', 'hours', 'closures', 'tariffs'] as const
type Tab = (typeof tabs)[number]

/** The spaces, hours, closures and tariffs of a location. */
export function CataloguePage() {
  const { t } = useTranslation(['catalogue', 'staff'])
  const search = useSearch({ from: '/staff/catalogue' })
  const navigate = useNavigate({ from: '/staff/catalogue' })
  const isAdmin = useUser()?.role === 'admin'
  const { locations, location } = useManagedLocationChoice(search.location)
  const [edited, setEdited] = useState<'new' | Location | null>(null)
  const tab = tabs.find((each) => each === search.tab) ?? 'spaces'
  const change = (part: { location?: string | undefined; tab?: Tab }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false })
  return (
    <Page
      title={t('title')}
      width="wide"
      aside={
        <div className="flex flex-wrap items-end gap-2">
          {location && (
            <LocationSelect
              locations={locations.data ?? []}
              value={location.id}
              onChange={(id) => change({ location: id })}
            />
          )}
          {isAdmin && (
            <Button look="secondary" onClick={() => setEdited('new')}>
              <Plus aria-hidden />
              {t('location.new')}
            </Button>
          )}
        </div>
      }
    >
      {/* A location that was just made is in the list once that is read again. */}
      <OtherLocationNotice
        requestedId={locations.isFetching ? undefined : search.location}
        location={location}
      />
      <Loaded query={locations}>
        {() =>
          location ? (
            <>
              <LocationSummary location={location} {...(isAdmin && { onEdit: () => setEdited(location) })} />
              <Checklist location={location} onGo={(step) => change({ tab: step })} />
              <Tabs
                label={t('title')}
                value={tab}
                labelOf={(value) => t(`tabs.${value}`)}
                panels={{
                  spaces: () => <Spaces key={location.id} location={location} />,
                  hours: () => <HoursPanel key={location.id} location={location} />,
                  closures: () => <Closures key={location.id} location={location} />,
                  tariffs: () => <Tariffs key={location.id} location={location} />,
                }}
                onChange={(value) => change({ tab: value })}
              />
            </>
          ) : (
            <EmptyState title={t('staff:noLocations.title')}>{t('staff:noLocations.text')}</EmptyState>
          )
        }
      </Loaded>
      {edited && (
        <LocationDialog
          location={edited === 'new' ? null : edited}
          onSaved={({ id }) => change({ location: id })}
          onDeleted={() => {
            change({ location: undefined })
            setEdited(null)
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  )
}

function LocationSummary({ location, onEdit }: { location: Location; onEdit?: () => void }) {
  const { t } = useTranslation('catalogue')
  const { name, address, timeZone, currency, isActive } = location
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="text-lg font-semibold">{name}</h2>
      <p className="wrap-anywhere whitespace-pre-line text-soft">
        {[address, timeZone, currency].filter(Boolean).join(' · ')}
      </p>
      {!isActive && <Badge tone="warn">{t('inactive')}</Badge>}
      {onEdit && (
        <Button size="small" look="secondary" onClick={onEdit}>
          <Pencil aria-hidden />
          {t('location.edit')}
        </Button>
      )}
    </div>
  )
}
