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
  en: 'The account has no confirmed email: the person who registered with this address would get these permissions',
  ru: 'У учётной записи нет подтверждённого адреса почты: эти права получит тот, кто с этим адресом зарегистрировался',
})

/** The detail of `email_unverified` for an account without an email. */
export const noEmailDetail = {
  en: 'The account has no email, so nobody can sign in with these permissions: add the email first',
  ru: 'У учётной записи нет адреса почты, поэтому войти с этими правами никто не сможет: сначала добавьте адрес',
}
