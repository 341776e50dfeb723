import type { Config } from '../../config.ts'
import type { Composer } from '../mails/mail.message.ts'
import { greetingOf } from '../mails/mail.text.ts'
import { getUser } from './user.service.ts'

const texts = {
  en: {
    subject: 'Your accounts were merged',
    joined: (former: string | undefined, email: string) =>
      `${former ? `Your account ${former}` : 'Another account of yours, made at the front desk,'} was merged into your account ${email}. Its bookings that are not over and its balance are in that account now.`,
    signIn: (email: string, link: string) => `Sign in with ${email}:\n\n${link}`,
    mistake: 'If these accounts are not both yours, tell the staff.',
  },
  ru: {
    subject: 'Ваши учётные записи объединены',
    joined: (former: string | undefined, email: string) =>
      `${former ? `Ваша учётная запись ${former}` : 'Другая ваша учётная запись, заведённая на стойке администратора,'} объединена с учётной записью ${email}. Незавершённые бронирования и баланс теперь находятся в ней.`,
    signIn: (email: string, link: string) => `Входите с адресом ${email}:\n\n${link}`,
    mistake: 'Если одна из этих учётных записей не ваша, сообщите сотрудникам.',
  },
}

/**
 * Makes the mail about a merge. `merged` goes to the surviving account, where its email is verified; `merged_former` goes to the email that the
 * closed account had, and is queued only where that email was verified. The mail names the email of the surviving account, so it is not
 * sent where this account has none.
 */
export const mergeComposer =
  (config: Pick<Config, 'PUBLIC_URL'>): Composer =>
  async (trx, { kind, userId, details: { formerEmail } }) => {
    const { email, emailVerified, firstName, locale } = await getUser(trx, userId)
    if (email === null) return null
    const verifiedEmail = emailVerified ? email : undefined
    const to = kind === 'merged_former' ? formerEmail : verifiedEmail
    if (to === undefined) return null
    const { subject, joined, signIn, mistake } = texts[locale]
    const text = [
      // A stranger may have chosen the name of a surviving account whose email is not verified.
      greetingOf({ isVerified: emailVerified, firstName, locale }),
      joined(formerEmail, email),
      signIn(email, `${config.PUBLIC_URL}/sign-in`),
      mistake,
    ]
    return { to, isVerified: true, subject, text: `${text.join('\n\n')}\n` }
  }
