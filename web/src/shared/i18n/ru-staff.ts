import { audit } from './ru/audit.ts'
import { catalogue } from './ru/catalogue.ts'
import { members } from './ru/members.ts'
import { reports } from './ru/reports.ts'
import { reviewModeration } from './ru/review-moderation.ts'
import { shifts } from './ru/shifts.ts'
import { staff } from './ru/staff.ts'
import { staffBookings } from './ru/staff-bookings.ts'
import { today } from './ru/today.ts'

/** The texts that only the screens under /staff use. */
export const ruStaff = {
  audit,
  catalogue,
  reviewModeration,
  members,
  reports,
  shifts,
  staff,
  staffBookings,
  today,
}
