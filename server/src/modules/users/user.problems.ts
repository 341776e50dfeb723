import { defineProblem } from '../../shared/problem.ts'

export const emailTaken = defineProblem(
  'email_taken',
  409,
  { en: 'This email already has an account', ru: 'С этим адресом уже есть учётная запись' },
  { constraints: ['users_email_key'] },
)
export const lastAdmin = defineProblem('last_admin', 409, {
  en: 'Nobody else could administer: this is the last administrator',
  ru: 'Это последний администратор: без него управлять будет некому',
})
export const emailUnverified = defineProblem('email_unverified', 409, {
  en: 'Nobody has proved that this email is theirs: whoever registered it would get these rights',
  ru: 'Адрес почты не подтверждён: эти права получит тот, кто его указал, кем бы он ни был',
})
