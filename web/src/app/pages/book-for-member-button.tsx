import { useState } from 'react'
import { BookForMemberDialog } from '../../features/bookings/book-for-member-dialog.tsx'
import type { Person } from '../../features/members/person-query.ts'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import type { Space } from '../../shared/api/types.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { stepsOf } from '../../shared/timeline/day-blocks.ts'
import { dayRange, runningStep } from '../../shared/timeline/scale.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { ErrorState } from '../../shared/ui/states.tsx'

/**
 * Opens the dialog that books for the person. It proposes the next step, in a space without a lead time if there is one; staff can choose
 * another space and time in the dialog.
 */
export function BookForMemberButton({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const [chosenId, setChosenId] = useState<string>()
  const [startsAt, setStartsAt] = useState<number | null>(null)
  const { locations, location } = useManagedLocationChoice(chosenId)
  const spacesQuery = useSpaces(location?.id)
  const spaces = spacesQuery.data
  const tariffs = useTariffs(location?.id).data ?? []
  const tariffOf = (space: Space | undefined) => tariffs.find(({ id }) => id === space?.tariffId)
  const space = spaces?.find((each) => tariffOf(each)?.minLeadMinutes === 0) ?? spaces?.[0]
  // Without a space the choice of the location stays, so that another one can be chosen.
  if (!location) return null
  const nextStep = () => {
    const now = Date.now()
    const { date } = wallClock(now, location.timeZone)
    const steps = stepsOf(tariffOf(space), dayRange(date, location.timeZone).start, location.timeZone)
    return runningStep(steps, now) + steps.stepMs
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <LocationSelect locations={locations.data ?? []} value={location.id} onChange={setChosenId} />
      <Button disabled={!space} onClick={() => setStartsAt(nextStep())}>
        {t('book')}
      </Button>
      {spaces?.length === 0 && <p className="text-soft">{t('noSpaces')}</p>}
      {!spaces && spacesQuery.error && (
        <ErrorState error={spacesQuery.error} retry={() => void spacesQuery.refetch()} />
      )}
      {space && startsAt !== null && (
        <BookForMemberDialog
          {...{ location, startsAt, person }}
          spaceId={space.id}
          minutes={undefined}
          onClose={() => setStartsAt(null)}
        />
      )}
    </div>
  )
}
