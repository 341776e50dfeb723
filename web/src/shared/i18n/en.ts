import { audit } from './en/audit.ts'
import { bookings } from './en/bookings.ts'
import { catalogue } from './en/catalogue.ts'
import { common } from './en/common.ts'
import { desk } from './en/desk.ts'
import { find } from './en/find.ts'
import { members } from './en/members.ts'
import { quotes } from './en/quotes.ts'
import { reports } from './en/reports.ts'
import { reviewModeration } from './en/review-moderation.ts'
import { reviews } from './en/reviews.ts'
import { sessions } from './en/sessions.ts'
import { staff } from './en/staff.ts'
import { today } from './en/today.ts'
import { users } from './en/users.ts'
import { wallet } from './en/wallet.ts'

export const en = {
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
