import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { ResponseBody } from '../../shared/api/types.ts'

type Review = ResponseBody<'listSpaceReviews'>['items'][number]
/** A review of the user's own, approved or not. */
export type OwnReview = Pick<Review, 'id' | 'spaceId' | 'rating' | 'text' | 'status'>

// The service returns a review that is not approved to its author only in the export of the author's data.
async function fetchOwnReviews(): Promise<OwnReview[]> {
  const { reviews } = await unwrap(api.GET('/api/v1/me/export'))
  return reviews as OwnReview[]
}

const ownReviews = queryOptions({ queryKey: ['reviews', 'own'], queryFn: fetchOwnReviews })

/** For a list: the export is long, and a change of a review in this tab fetches it again anyway. */
export const useOwnReviews = () => useQuery({ ...ownReviews, staleTime: 5 * 60_000 })

/** For a form, where a review that was written in another tab counts: there is no data before it was fetched for this form. */
export function useLatestOwnReviews() {
  const { isFetchedAfterMount, ...reviews } = useQuery({ ...ownReviews, staleTime: 0 })
  return isFetchedAfterMount ? reviews : { ...reviews, data: undefined }
}
