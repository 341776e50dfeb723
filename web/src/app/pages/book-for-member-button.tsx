import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { defaultMinutes } from '../../features/bookings/book-at-front-desk.ts'
import { BookForMemberDialog } from '../../features/bookings/book-for-member-dialog.tsx'
import { firstFreeStart } from '../../features/bookings/first-free-start.ts'
import type { Person } from '../../features/members/person-query.ts'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useManagedLocationChoice } from '../../shared/api/managed-locations.ts'
import type { Location, Space, Tariff } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { bookableRangeOf, rangeOf, stepsOf } from '../../shared/timeline/day-blocks.ts'
import { nextStep } from '../../shared/timeline/scale.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { ErrorState } from '../../shared/ui/states.tsx'

/**
 * Opens the dialog that books for the person. It proposes the first free time from the next step on, in a space without a lead time if there
 * is one; staff can choose another space and time in the dialog.
 */
export function BookForMemberButton({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const [chosenId, setChosenId] = useState<string>()
  const [openedAt, setOpenedAt] = useState<number | null>(null)
  // What the dialog was opened with: a later response must not close the dialog, which contains what was typed.
  const [opened, setOpened] = useState<{ startsAt: number; spaceId: string } | null>(null)
  const { locations, location } = useManagedLocationChoice(chosenId)
  const spacesQuery = useSpaces(location?.id)
  const spaces = spacesQuery.data
  const tariffsQuery = useTariffs(location?.id)
  const tariffs = tariffsQuery.data ?? []
  const tariffOf = (space: Space | undefined) => tariffs.find(({ id }) => id === space?.tariffId)
  const space = spaces?.find((each) => tariffOf(each)?.minLeadMinutes === 0) ?? spaces?.[0]
  const proposedStart = useProposedStart(location, space, tariffOf(space), openedAt)
  if (space && proposedStart !== null && opened === null)
    setOpened({ startsAt: proposedStart, spaceId: space.id })
  // Without a space the choice of the location stays, so that another one can be chosen.
  if (!location) return null
  return (
    <div className="flex flex-wrap items-end gap-3">
      <LocationSelect
        locations={locations.data ?? []}
        value={location.id}
        onChange={(id) => {
          setOpenedAt(null)
          setChosenId(id)
        }}
      />
      <Button
        disabled={!space || tariffsQuery.isPending}
        isBusy={openedAt !== null && opened === null}
        onClick={() => setOpenedAt(Date.now())}
      >
        {t('book')}
      </Button>
      {spaces?.length === 0 && <p className="text-soft">{t('noSpaces')}</p>}
      {!spaces && spacesQuery.error && (
        <ErrorState error={spacesQuery.error} retry={() => void spacesQuery.refetch()} />
      )}
      {opened && (
        <BookForMemberDialog
          {...{ location, person, ...opened }}
          minutes={undefined}
          onClose={() => {
            setOpenedAt(null)
            setOpened(null)
          }}
        />
      )}
    </div>
  )
}

const searchedMs = 14 * 86_400_000

/** The start that the dialog proposes; null while it is not open, or while it is not known which times are free. */
function useProposedStart(
  location: Location | undefined,
  space: Space | undefined,
  tariff: Tariff | undefined,
  openedAt: number | null,
): number | null {
  const { data: times, isError } = useQuery({
    queryKey: ['day', 'proposed', space?.id, openedAt],
    queryFn: () => {
      const from = openedAt ?? 0
      const params = {
        path: { id: space?.id ?? '' },
        query: { from: new Date(from).toISOString(), to: new Date(from + searchedMs).toISOString() },
      }
      return unwrap(api.GET('/api/v1/spaces/{id}/availability', { params }))
    },
    enabled: openedAt !== null && space !== undefined,
    // Without a response the dialog opens, too.
    retry: false,
  })
  if (!location || openedAt === null || (!times && !isError)) return null
  const zone = location.timeZone
  const steps = stepsOf(tariff, zone)
  const soonest = nextStep(steps, openedAt + 1)
  const bookable = bookableRangeOf(tariff, openedAt, zone)
  const from = Math.max(soonest, bookable.start)
  const free = (times?.free ?? []).map(rangeOf)
  const found = firstFreeStart(free, { from, steps, minutes: defaultMinutes(tariff) })
  return found !== null && found < bookable.end ? found : nextStep(steps, from)
}
