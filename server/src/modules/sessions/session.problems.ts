import { defineProblem } from '../../shared/problem.ts'

export const tokenReused = defineProblem('token_reused', 401, {
  en: 'This refresh token was used before; the session has been ended',
  ru: 'Этот токен уже использован, сессия завершена',
})
export const tokenInvalid = defineProblem('token_invalid', 422, {
  en: 'This link is not valid any more',
  ru: 'Эта ссылка больше не действует',
})
