import { bookings } from './ru/bookings.ts'
import { common } from './ru/common.ts'
import { find } from './ru/find.ts'
import { quotes } from './ru/quotes.ts'
import { reviews } from './ru/reviews.ts'
import { sessions } from './ru/sessions.ts'
import { users } from './ru/users.ts'
import { wallet } from './ru/wallet.ts'

export const ru = {
  bookings,
  common,
  find,
  quotes,
  reviews,
  sessions,
  users,
  wallet,
}
