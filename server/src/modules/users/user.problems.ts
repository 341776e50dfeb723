import { defineProblem } from '../../shared/problem.ts'

export const emailTaken = defineProblem(
  'email_taken',
  409,
  { en: 'This email already has an account', ru: 'С этим адресом уже есть учётная запись' },
  { constraints: ['users_email_key'] },
)
export const lastAdmin = defineProblem('last_admin', 409, {
  en: 'This is the last administrator: nobody else could manage the service',
  ru: 'Это последний администратор: без него управлять будет некому',
})
export const emailUnverified = defineProblem('email_unverified', 409, {
  en: 'This email is not confirmed: whoever registered with it would get these rights',
  ru: 'Адрес почты не подтверждён: права получит любой, кто с ним зарегистрировался',
})
