import { defineProblem } from '../../shared/problem.ts'

export const alreadyReviewed = defineProblem(
  'already_reviewed',
  409,
  { en: 'You have already reviewed this space', ru: 'Вы уже оставили отзыв об этом месте' },
  { constraints: ['reviews_once_key'] },
)
export const reviewNotAllowed = defineProblem('review_not_allowed', 422, {
  en: 'Only people with a completed booking of this space may review it',
  ru: 'Отзыв может оставить тот, у кого было завершённое бронирование этого места',
})
