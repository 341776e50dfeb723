import { dateAndTimeText } from '../../shared/date-text.ts'
import type { Message } from '../mails/mail.message.ts'
import { greetingOf } from '../mails/mail.text.ts'

type Person = {
  email: string
  emailVerified: boolean
  /** False where staff made the account, until the person has set a password. */
  hasPassword: boolean
  firstName: string
  locale: 'en' | 'ru'
}

const texts = {
  en: {
    resetSubject: 'Reset your password',
    reset: (link: string) =>
      `To choose a new password, open this link within an hour:\n\n${link}\n\nIf you did not ask for it, nothing has changed and there is nothing to do.\n`,
    changedSubject: 'Your password was changed',
    changed: (at: string, signIn: string) =>
      `The password of your account was changed on ${at}, and the account was signed out on all other devices.\n\nIf that was you, there is nothing to do. If not, choose a new password with “Forgot your password?” here, and tell the front desk:\n\n${signIn}\n`,
    verifySubject: 'Confirm your email address',
    verify: (link: string) =>
      `Welcome. To confirm that this address is yours, open this link within a week and press the button there:\n\n${link}\n\nIf you did not register, there is nothing to do.\n`,
    verifyFrontDesk: (link: string, signIn: string) =>
      `An account was created for you at the front desk. Your bookings and your balance are in it. To confirm that this address is yours, open this link within a week and press the button there:\n\n${link}\n\nThen choose a password with “Forgot your password?” here:\n\n${signIn}\n\nIf this is not about you, there is nothing to do.\n`,
  },
  ru: {
    resetSubject: 'Сброс пароля',
    reset: (link: string) =>
      `Чтобы задать новый пароль, откройте эту ссылку в течение часа:\n\n${link}\n\nЕсли вы этого не просили, ничего не изменилось и делать ничего не нужно.\n`,
    changedSubject: 'Ваш пароль изменён',
    changed: (at: string, signIn: string) =>
      `Пароль вашей учётной записи изменён ${at}; на всех остальных устройствах выполнен выход.\n\nЕсли это сделали вы, ничего делать не нужно. Если нет, задайте новый пароль через «Забыли пароль?» здесь и сообщите на стойку администратора:\n\n${signIn}\n`,
    verifySubject: 'Подтвердите адрес почты',
    verify: (link: string) =>
      `Добро пожаловать. Чтобы подтвердить, что этот адрес ваш, откройте эту ссылку в течение недели и нажмите кнопку на странице:\n\n${link}\n\nЕсли вы не регистрировались, делать ничего не нужно.\n`,
    verifyFrontDesk: (link: string, signIn: string) =>
      `Для вас завели учётную запись на стойке администратора: в ней ваши бронирования и баланс. Чтобы подтвердить, что этот адрес ваш, откройте эту ссылку в течение недели и нажмите кнопку на странице:\n\n${link}\n\nЗатем задайте пароль через «Забыли пароль?» здесь:\n\n${signIn}\n\nЕсли это письмо не о вас, делать ничего не нужно.\n`,
  },
}

export function resetMail(person: Person, publicUrl: string, token: string): Message {
  const { resetSubject, reset } = texts[person.locale]
  return mailTo(person, resetSubject, reset(`${publicUrl}/reset-password#${token}`))
}

/** The mail that the password was changed at `changedAt`, which is written in UTC: a person has no time zone. */
export function passwordChangedMail(person: Person, publicUrl: string, changedAt: string): Message {
  const { changedSubject, changed } = texts[person.locale]
  const at = dateAndTimeText(changedAt, 'UTC', person.locale)
  return mailTo(person, changedSubject, changed(at, `${publicUrl}/sign-in`))
}

export function verificationMail(person: Person, publicUrl: string, token: string): Message {
  const { verifySubject, verify, verifyFrontDesk } = texts[person.locale]
  const link = `${publicUrl}/verify-email#${token}`
  const text = person.hasPassword ? verify(link) : verifyFrontDesk(link, `${publicUrl}/sign-in`)
  return mailTo(person, verifySubject, text)
}

function mailTo(
  { email, emailVerified: isVerified, ...person }: Person,
  subject: string,
  text: string,
): Message {
  return { to: email, isVerified, subject, text: `${greetingOf({ isVerified, ...person })}\n\n${text}` }
}
