import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, ask } from './client.ts'
import type { Location, Space, Tariff } from './types.ts'

// Locations and spaces change seldom, and every feature names them.
const staleTime = 5 * 60_000
const most = 1_000

export const locationsQuery = {
  queryKey: ['locations'],
  queryFn: async (): Promise<Location[]> =>
    (await ask(api.GET('/api/v1/locations', { params: { query: { limit: most } } }))).items,
  staleTime,
}

export const useLocations = () => useQuery(locationsQuery)

/** The active spaces of a location, by name. */
export const useSpaces = (locationId: string | undefined) =>
  useQuery({
    queryKey: ['spaces', locationId],
    queryFn: async (): Promise<Space[]> => {
      const query = { limit: most, ...(locationId && { locationId }) }
      return (await ask(api.GET('/api/v1/spaces', { params: { query } }))).items
    },
    enabled: locationId !== undefined,
    staleTime,
  })

/** The tariffs that may price spaces of a location: its own and the shared ones. */
export const useTariffs = (locationId: string | undefined) =>
  useQuery({
    queryKey: ['tariffs', locationId],
    queryFn: async (): Promise<Tariff[]> => {
      const query = { limit: most, ...(locationId && { locationId }) }
      return (await ask(api.GET('/api/v1/tariffs', { params: { query } }))).items
    },
    enabled: locationId !== undefined,
    staleTime,
  })

const stored = 'location'

/** The location that this browser looks at: the one in the address, else the last one, else the first. */
export function useLocationChoice(asked: string | undefined): Location | undefined {
  const { data } = useLocations()
  const [last] = useState(() => localStorage.getItem(stored))
  const find = (id: string | null | undefined) => data?.find((location) => location.id === id)
  const chosen = find(asked) ?? find(last) ?? data?.[0]
  useEffect(() => {
    if (chosen && asked) localStorage.setItem(stored, chosen.id)
  }, [chosen, asked])
  return chosen
}
