import { bookings } from './ru/bookings.ts'
import { mailedLinks } from './ru/mailed-links.ts'
import { payments } from './ru/payments.ts'
import { quotes } from './ru/quotes.ts'
import { reviews } from './ru/reviews.ts'
import { users } from './ru/users.ts'
import { wallet } from './ru/wallet.ts'

/** The texts that only the pages of a signed-in user, the pages of mailed links and the dialogs of a booking use. */
export const ruSignedIn = { bookings, mailedLinks, payments, quotes, reviews, users, wallet }
