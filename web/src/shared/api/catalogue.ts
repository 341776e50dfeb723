import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { localStore } from '../storage.ts'
import { api, unwrap } from './client.ts'
import { fetchAllPages } from './fetch-all-pages.ts'
import { bookableLocations, chooseLocation, locationChoiceKey } from './location-choice.ts'
import { useUser } from './session.ts'
import type { ListedLocation, Space, Tariff } from './types.ts'

// Locations and spaces change seldom, and every feature names them.
const staleTime = 5 * 60_000

export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: (): Promise<ListedLocation[]> =>
    fetchAllPages((query) => unwrap(api.GET('/api/v1/locations', { params: { query } }))),
  staleTime,
})

export const useLocations = () => useQuery(locationsQuery)

/** How often a page that stays open fetches data again; never if it is absent. In milliseconds. */
export type Refetch = { refetchInterval?: number }

/** The active spaces of a location, by name. */
export const useSpaces = (locationId: string | undefined, refetch: Refetch = {}) =>
  useQuery({
    queryKey: ['spaces', locationId],
    queryFn: (): Promise<Space[]> =>
      fetchAllPages((pageQuery) => {
        const query = { ...pageQuery, ...(locationId && { locationId }) }
        return unwrap(api.GET('/api/v1/spaces', { params: { query } }))
      }),
    enabled: locationId !== undefined,
    staleTime,
    ...refetch,
  })

/** The tariffs that may price spaces of a location: its own and the shared ones. */
export const useTariffs = (locationId: string | undefined, refetch: Refetch = {}) =>
  useQuery({
    queryKey: ['tariffs', locationId],
    queryFn: (): Promise<Tariff[]> =>
      fetchAllPages((pageQuery) => {
        const query = { ...pageQuery, ...(locationId && { locationId }) }
        return unwrap(api.GET('/api/v1/tariffs', { params: { query } }))
      }),
    enabled: locationId !== undefined,
    staleTime,
    ...refetch,
  })

/** The id of the location of the user's last booking; null where there is none or it is not needed, undefined while loading. */
function useLastBookedLocationId(isNeeded: boolean): string | null | undefined {
  const user = useUser()
  const enabled = isNeeded && user !== null
  const { data, isPending } = useQuery({
    queryKey: ['bookings', 'last location', user?.id],
    queryFn: async () => {
      const query = { limit: 1, sort: '-createdAt' as const, ...(user && { userId: user.id }) }
      const { items } = await unwrap(api.GET('/api/v1/bookings', { params: { query } }))
      return items[0]?.locationId ?? null
    },
    enabled,
    staleTime,
  })
  return enabled && isPending ? undefined : (data ?? null)
}

/** The chosen location, of those where something can be booked; undefined until it is known. */
export function useLocationChoice(requestedId: string | undefined): ListedLocation | undefined {
  const { data } = useLocations()
  const [storedId] = useState(() => localStore.get(locationChoiceKey))
  const offeredLocations = data && bookableLocations(data)
  const isChosen = offeredLocations?.some(({ id }) => id === requestedId || id === storedId) ?? true
  const hasSeveral = offeredLocations !== undefined && offeredLocations.length > 1
  const bookedId = useLastBookedLocationId(!isChosen && hasSeveral)
  const chosen =
    offeredLocations && bookedId !== undefined
      ? chooseLocation(offeredLocations, [requestedId, storedId, bookedId])
      : undefined
  useEffect(() => {
    if (chosen && requestedId === chosen.id) localStore.set(locationChoiceKey, chosen.id)
  }, [chosen, requestedId])
  return chosen
}
