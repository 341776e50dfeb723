import { queryOptions } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'

/** One booking with its quote, its actions and its access notes, which the items of a list do not have. */
export const bookingQuery = (id: string) =>
  queryOptions({
    queryKey: ['bookings', 'one', id],
    queryFn: () => unwrap(api.GET('/api/v1/bookings/{id}', { params: { path: { id } } })),
  })
