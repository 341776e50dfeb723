import { defineProblem } from '../../shared/problem.ts'

export const tokenReused = defineProblem('token_reused', 401, {
  en: 'This refresh token was used before; the session has ended',
  ru: 'Этот токен уже использован, сеанс завершён',
})
