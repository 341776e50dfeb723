import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleSearch } from '../../features/today/schedule-search.ts'
import { Today } from '../../features/today/today.tsx'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type StaffDialogState, StaffDialogs } from './staff-dialogs.tsx'

/** The front desk's screen. */
export function TodayPage() {
  const { t } = useTranslation('staff')
  const search = useSearch({ from: '/staff/today' })
  const navigate = useNavigate({ from: '/staff/today' })
  const { locations, location } = useManagedLocationChoice(search.location)
  const [open, setOpen] = useState<StaffDialogState | null>(null)
  const close = () => setOpen(null)
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
      <Loaded query={locations}>
        {() =>
          location ? (
            <>
              <Today
                key={location.id}
                location={location}
                search={search}
                onSearch={choose}
                onOpen={(booking) => setOpen({ dialog: 'booking', booking })}
                onBook={(spaceId, startsAt, minutes) =>
                  setOpen({ dialog: 'book', spaceId, startsAt, minutes })
                }
                onMove={(booking, target) => setOpen({ dialog: 'move', booking, target })}
              />
              {open && <StaffDialogs {...{ open, location, setOpen, close }} />}
            </>
          ) : (
            <EmptyState title={t('noLocations.title')}>{t('noLocations.text')}</EmptyState>
          )
        }
      </Loaded>
    </Page>
  )
}
