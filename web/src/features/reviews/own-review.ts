import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../../shared/api/client.ts'
import type { Answer } from '../../shared/api/types.ts'

type Review = Answer<'listSpaceReviews'>['items'][number]
/** What one wrote oneself, whether others may read it yet or not. */
export type OwnReview = Pick<Review, 'id' | 'spaceId' | 'rating' | 'text' | 'status'>

// What is not approved is shown to nobody but its author, and only among everything that is kept about the author.
async function fetchOwn(): Promise<OwnReview[]> {
  const { reviews } = await ask(api.GET('/api/v1/me/export'))
  return reviews as OwnReview[]
}

/** One's own reviews. Those that are judged meanwhile show at the next look. */
export const useOwnReviews = () => useQuery({ queryKey: ['reviews', 'own'], queryFn: fetchOwn })
