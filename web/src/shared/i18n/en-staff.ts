import { audit } from './en/audit.ts'
import { catalogue } from './en/catalogue.ts'
import { members } from './en/members.ts'
import { reports } from './en/reports.ts'
import { reviewModeration } from './en/review-moderation.ts'
import { shifts } from './en/shifts.ts'
import { staff } from './en/staff.ts'
import { staffBookings } from './en/staff-bookings.ts'
import { today } from './en/today.ts'

/** The texts that only the screens under /staff use. */
export const enStaff = {
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
