import { defineProblem } from '../../shared/problem.ts'

export const tokenInvalid = defineProblem('token_invalid', 422, {
  en: 'This link is no longer valid',
  ru: 'Эта ссылка больше не действует',
})
