import Type, { type Static } from 'typebox'
import { KnownUser } from '../users/user.schema.ts'

const Rows = Type.Array(Type.Record(Type.String(), Type.Unknown()))

/** All data that is stored about a person. */
export const PersonExport = Type.Object({
  exportedAt: Type.String({ format: 'date-time' }),
  user: KnownUser,
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
