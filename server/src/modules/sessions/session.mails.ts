import type { Mail } from '../mails/mail.service.ts'

type Person = { email: string; firstName: string; locale: 'en' | 'ru' }

const texts = {
  en: {
    resetSubject: 'Reset your password',
    reset: (name: string, link: string) =>
      `Hello ${name},\n\nto choose a new password open this link within an hour:\n\n${link}\n\nIf you did not ask for it, nothing has changed and you need do nothing.\n`,
    verifySubject: 'Confirm your email address',
    verify: (name: string, link: string) =>
      `Hello ${name},\n\nwelcome. Please confirm that this address is yours by opening this link within a week:\n\n${link}\n`,
  },
  ru: {
    resetSubject: 'Сброс пароля',
    reset: (name: string, link: string) =>
      `Здравствуйте, ${name}!\n\nЧтобы задать новый пароль, откройте эту ссылку в течение часа:\n\n${link}\n\nЕсли вы этого не просили, ничего не изменилось и делать ничего не нужно.\n`,
    verifySubject: 'Подтвердите адрес почты',
    verify: (name: string, link: string) =>
      `Здравствуйте, ${name}!\n\nДобро пожаловать. Подтвердите, что этот адрес ваш, открыв эту ссылку в течение недели:\n\n${link}\n`,
  },
}

export function resetMail({ email, firstName, locale }: Person, publicUrl: string, token: string): Mail {
  const text = texts[locale]
  return {
    to: email,
    subject: text.resetSubject,
    text: text.reset(firstName, `${publicUrl}/reset-password#${token}`),
  }
}

export function verificationMail(
  { email, firstName, locale }: Person,
  publicUrl: string,
  token: string,
): Mail {
  const text = texts[locale]
  return {
    to: email,
    subject: text.verifySubject,
    text: text.verify(firstName, `${publicUrl}/verify-email#${token}`),
  }
}
