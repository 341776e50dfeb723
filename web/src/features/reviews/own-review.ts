import { useQuery } from '@tanstack/react-query'
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

export const useOwnReviews = () =>
  useQuery({
    queryKey: ['reviews', 'own'],
    queryFn: fetchOwnReviews,
    // The export is long, and a change of the review by this user fetches it again anyway.
    staleTime: 5 * 60_000,
  })
