import type { Composer } from '../mails/mail.message.ts'
import { greetingOf } from '../mails/mail.text.ts'
import { getUser } from '../users/user.service.ts'
import { findReceiptLines } from './wallet.service.ts'

const texts = {
  en: ['Receipt: top-up of your balance', 'Your balance was topped up.'],
  ru: ['Квитанция: пополнение баланса', 'Ваш баланс пополнен.'],
} as const

/** Makes the receipt of a top-up. `subjectId` is the id of the payment, or of the entry where staff took the money. */
export const receiptComposer: Composer = async (trx, { subjectId, userId }) => {
  const { email, emailVerified: isVerified, firstName, lastName, locale } = await getUser(trx, userId)
  if (email === null) return null
  const lines = await findReceiptLines(trx, subjectId, { email, isVerified, firstName, lastName, locale })
  if (lines.length === 0) return null
  const [subject, text] = texts[locale]
  const greeting = greetingOf({ isVerified, firstName, locale })
  return { to: email, isVerified, subject, text: `${greeting}\n\n${text}\n\n${lines.join('\n')}\n` }
}
