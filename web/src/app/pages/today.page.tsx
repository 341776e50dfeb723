import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleSearch } from '../../features/today/schedule-search.ts'
import { Today } from '../../features/today/today.tsx'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import type { ListedLocation } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { OtherLocationNotice } from '../../shared/ui/other-location-notice.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type StaffDialogState, StaffDialogs } from './staff-dialogs.tsx'

/** The front desk's screen. */
export function TodayPage() {
  const { t } = useTranslation('staff')
  const search = useSearch({ from: '/staff/today' })
  const navigate = useNavigate({ from: '/staff/today' })
  const { locations, location } = useManagedLocationChoice(search.location)
  const choose = (part: ScheduleSearch & { location?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false })
  return (
    <Page
      title={t('nav.today')}
      width="wide"
      aside={
        location && (
          <LocationSelect
            locations={locations.data ?? []}
            value={location.id}
            onChange={(id) => choose({ location: id, space: undefined })}
          />
        )
      }
    >
      <OtherLocationNotice requestedId={search.location} location={location} />
      <Loaded query={locations}>
        {() =>
          location ? (
            <FrontDesk key={location.id} {...{ location, search }} onSearch={choose} />
          ) : (
            <EmptyState title={t('noLocations.title')}>{t('noLocations.text')}</EmptyState>
          )
        }
      </Loaded>
    </Page>
  )
}

type Props = { location: ListedLocation; search: ScheduleSearch; onSearch: (part: ScheduleSearch) => void }

/** The day of a location with its dialogs. They close with a change of the location: what is paid or booked in them is of that location. */
function FrontDesk({ location, search, onSearch }: Props) {
  const [open, setOpen] = useState<StaffDialogState | null>(null)
  return (
    <>
      <Today
        {...{ location, search, onSearch }}
        onOpen={(booking) => setOpen({ dialog: 'booking', booking })}
        onBook={(spaceId, startsAt, minutes) => setOpen({ dialog: 'book', spaceId, startsAt, minutes })}
        onMove={(booking, target) => setOpen({ dialog: 'move', booking, target })}
      />
      {open && <StaffDialogs {...{ open, location, setOpen }} close={() => setOpen(null)} />}
    </>
  )
}
