import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { ResponseBody } from '../../shared/api/types.ts'

type Review = ResponseBody<'listSpaceReviews'>['items'][number]
/** The user's own review, whether others may read it yet or not. */
export type OwnReview = Pick<Review, 'id' | 'spaceId' | 'rating' | 'text' | 'status'>

// The service shows an unapproved review only to its author, and only in the export of the author's data.
async function fetchOwn(): Promise<OwnReview[]> {
  const { reviews } = await unwrap(api.GET('/api/v1/me/export'))
  return reviews as OwnReview[]
}

/** The user's own reviews. A decision of staff shows at the next fetch. */
export const useOwnReviews = () => useQuery({ queryKey: ['reviews', 'own'], queryFn: fetchOwn })
