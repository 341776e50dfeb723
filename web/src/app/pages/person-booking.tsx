import { useState } from 'react'
import { BookForDialog } from '../../features/bookings/book-for-dialog.tsx'
import type { Person } from '../../features/members/person-query.ts'
import { useSpaces } from '../../shared/api/catalogue.ts'
import { useManagedChoice } from '../../shared/api/managed.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'

const stepMs = 30 * 60_000

/** Books for the person, from the next half hour on; the place and the time are chosen in the dialog. */
export function PersonBooking({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const [chosenId, setChosenId] = useState<string>()
  const [startsAt, setStartsAt] = useState<number | null>(null)
  const { locations, location } = useManagedChoice(chosenId)
  const [space] = useSpaces(location?.id).data ?? []
  if (!location || !space) return null
  return (
    <div className="flex flex-wrap items-end gap-3">
      <LocationSelect locations={locations.data ?? []} value={location.id} onChange={setChosenId} />
      <Button onClick={() => setStartsAt(Math.ceil(Date.now() / stepMs) * stepMs)}>{t('book')}</Button>
      {startsAt !== null && (
        <BookForDialog
          {...{ location, startsAt, person }}
          spaceId={space.id}
          minutes={undefined}
          onClose={() => setStartsAt(null)}
        />
      )}
    </div>
  )
}
