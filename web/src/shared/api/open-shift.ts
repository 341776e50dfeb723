import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from './client.ts'
import { useUser } from './session.ts'

/** The open shift of this user in a location; null where there is none. */
export function useOpenShift(locationId: string | undefined) {
  const userId = useUser()?.id
  return useQuery({
    queryKey: ['shifts', 'open', locationId, userId],
    queryFn: async () => {
      const path = { id: locationId ?? '' }
      const query = { isOpen: true, limit: 1, ...(userId && { userId }) }
      const { items } = await unwrap(api.GET('/api/v1/locations/{id}/shifts', { params: { path, query } }))
      return items[0] ?? null
    },
    enabled: locationId !== undefined && userId !== undefined,
  })
}
