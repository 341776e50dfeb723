import { audit } from './ru/audit.ts'
import { bookings } from './ru/bookings.ts'
import { catalogue } from './ru/catalogue.ts'
import { common } from './ru/common.ts'
import { desk } from './ru/desk.ts'
import { find } from './ru/find.ts'
import { members } from './ru/members.ts'
import { quotes } from './ru/quotes.ts'
import { reports } from './ru/reports.ts'
import { reviewModeration } from './ru/review-moderation.ts'
import { reviews } from './ru/reviews.ts'
import { sessions } from './ru/sessions.ts'
import { staff } from './ru/staff.ts'
import { today } from './ru/today.ts'
import { users } from './ru/users.ts'
import { wallet } from './ru/wallet.ts'

export const ru = {
  audit,
  bookings,
  catalogue,
  common,
  desk,
  find,
  reviewModeration,
  members,
  quotes,
  reports,
  reviews,
  sessions,
  staff,
  today,
  users,
  wallet,
}
