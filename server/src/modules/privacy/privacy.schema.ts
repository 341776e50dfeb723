import Type, { type Static } from 'typebox'
import { Named } from '../../http/schema.ts'
import { UserForStaff } from '../users/user.schema.ts'

const Rows = Type.Array(Type.Record(Type.String(), Type.Unknown()))

/** The data of a person that the export contains. */
export const PersonExport = Named('PersonExport', {
  exportedAt: Type.String({ format: 'date-time' }),
  user: UserForStaff,
  sessions: Rows,
  bookings: Rows,
  entries: Rows,
  payments: Rows,
  refunds: Rows,
  reviews: Rows,
  mails: Rows,
  shifts: Rows,
  mergedAccounts: Rows,
})

export type PersonExport = Static<typeof PersonExport>
