import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { useUser } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { useSettings } from '../../shared/payments/card-limits.ts'

export type Channel = NonNullable<RequestBody<'addEntry'>['channel']>

const ofFrontDesk: Channel[] = ['cash', 'terminal', 'bank']

/** Whether the money moved at a payment provider: it then belongs to no location. Pure. */
export const isOnline = (channel: Channel): boolean => !ofFrontDesk.includes(channel)

/**
 * The channels of an entry. An administrator also enters money that moved at a provider without the service: at that of the settings, or
 * at a former one that has payments of the person.
 */
export function useChannels(personId: string): Channel[] {
  const isAdmin = useUser()?.role === 'admin'
  const present = useSettings().data?.payments?.provider
  const { data } = useQuery({
    queryKey: ['payments', 'providers', personId],
    queryFn: async () => {
      const query = { userId: personId, limit: 100 }
      const { items } = await unwrap(api.GET('/api/v1/payments', { params: { query } }))
      return items.map(({ provider }) => provider)
    },
    enabled: isAdmin,
  })
  if (!isAdmin) return ofFrontDesk
  return [...ofFrontDesk, ...new Set([...(present ? [present] : []), ...(data ?? [])])]
}
