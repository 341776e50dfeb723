import { bookings } from './en/bookings.ts'
import { mailedLinks } from './en/mailed-links.ts'
import { payments } from './en/payments.ts'
import { quotes } from './en/quotes.ts'
import { reviews } from './en/reviews.ts'
import { users } from './en/users.ts'
import { wallet } from './en/wallet.ts'

/** The texts that only the pages of a signed-in user, the pages of mailed links and the dialogs of a booking use. */
export const enSignedIn = { bookings, mailedLinks, payments, quotes, reviews, users, wallet }
