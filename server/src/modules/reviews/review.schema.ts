import Type, { type Static } from 'typebox'
import {
  Instant,
  Lines,
  Named,
  NamedStrict,
  Patch,
  pageQuery,
  Repeated,
  Strict,
  Uuid,
} from '../../http/schema.ts'

export const ReviewStatus = Type.Union(
  [Type.Literal('pending'), Type.Literal('approved'), Type.Literal('rejected')],
  { title: 'ReviewStatus' },
)

const Rating = Type.Integer({ minimum: 1, maximum: 5 })
const Text = Lines(300, { minLength: 5 })

export const Review = Named('Review', {
  id: Uuid,
  spaceId: Uuid,
  userId: Uuid,
  authorName: Type.String({
    description: 'The first name and the initial of the last name, if there is one',
  }),
  rating: Rating,
  text: Text,
  status: ReviewStatus,
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
})

export const NewReview = NamedStrict('NewReview', { rating: Rating, text: Text })
export const ReviewChange = Patch('ReviewChange', { rating: Rating, text: Text })
export const ReviewQuery = Strict({
  ...pageQuery,
  status: Repeated(ReviewStatus),
  locationId: Repeated(Uuid),
  spaceId: Repeated(Uuid),
})
export const SpaceReviewQuery = Strict(pageQuery)

export type ReviewStatus = Static<typeof ReviewStatus>
export type Review = Static<typeof Review>
export type NewReview = Static<typeof NewReview>
export type ReviewChange = Static<typeof ReviewChange>
export type ReviewQuery = Static<typeof ReviewQuery>
export type SpaceReviewQuery = Static<typeof SpaceReviewQuery>
