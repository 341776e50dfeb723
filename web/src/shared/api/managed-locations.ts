import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { localStore } from '../storage.ts'
import { api, unwrap } from './client.ts'
import { fetchAllPages } from './fetch-all-pages.ts'
import { locationChoiceKey } from './location-choice.ts'
import { sessionState, useUser } from './session.ts'
import type { ListedLocation } from './types.ts'

async function fetchManagedLocations(): Promise<ListedLocation[]> {
  const fetch = (isActive: boolean) =>
    fetchAllPages((pageQuery) =>
      unwrap(api.GET('/api/v1/locations', { params: { query: { ...pageQuery, isActive } } })),
    )
  const [active, inactive] = await Promise.all([fetch(true), fetch(false)])
  const all = [...active, ...inactive]
  const session = sessionState()
  if (session.status !== 'signedIn') return []
  const { role, locationIds } = session.user
  return role === 'admin' ? all : all.filter(({ id }) => locationIds.includes(id))
}

/** The locations that this user manages, inactive ones included. */
export function useManagedLocations() {
  const user = useUser()
  return useQuery({
    queryKey: ['locations', 'managed', user?.id],
    queryFn: fetchManagedLocations,
    staleTime: 60_000,
  })
}

/**
 * The managed location that the address names; else the last one that this page has shown, which at first is the one that was last chosen in this
 * browser; else the first. The browser's choice is read once: a choice in another tab does not change the location of this page, for which an open
 * dialog takes cash or books.
 */
export function useManagedLocationChoice(requestedId: string | undefined) {
  const locations = useManagedLocations()
  const [lastId, setLastId] = useState(() => localStore.get(locationChoiceKey))
  const find = (id: string | null | undefined) => locations.data?.find((location) => location.id === id)
  const location = find(requestedId) ?? find(lastId) ?? locations.data?.[0]
  useEffect(() => {
    if (!location) return
    setLastId(location.id)
    if (requestedId === location.id) localStore.set(locationChoiceKey, location.id)
  }, [location, requestedId])
  return { locations, location }
}
