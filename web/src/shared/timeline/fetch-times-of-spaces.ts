import { api, unwrap } from '../api/client.ts'
import { fetchAllPages } from '../api/fetch-all-pages.ts'

/** When each space of a location is open, taken and free in a time of seven days at most. */
export const fetchTimesOfSpaces = (locationId: string, during: { from: string; to: string }) =>
  fetchAllPages((pageQuery) => {
    const params = { path: { id: locationId }, query: { ...during, ...pageQuery } }
    return unwrap(api.GET('/api/v1/locations/{id}/availability', { params }))
  })
