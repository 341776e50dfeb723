import { bookings } from './en/bookings.ts'
import { common } from './en/common.ts'
import { find } from './en/find.ts'
import { quotes } from './en/quotes.ts'
import { reviews } from './en/reviews.ts'
import { sessions } from './en/sessions.ts'
import { users } from './en/users.ts'
import { wallet } from './en/wallet.ts'

export const en = {
  bookings,
  common,
  find,
  quotes,
  reviews,
  sessions,
  users,
  wallet,
}
