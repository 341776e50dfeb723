import Type, { type Static } from 'typebox'
import {
  Amount,
  Currency,
  Instant,
  Named,
  NamedStrict,
  Nullable,
  pageQuery,
  Repeated,
  SignedAmount,
  SignedSum,
  Strict,
  Uuid,
} from '../../http/schema.ts'

/** A shift of one cashier at a till. `expected` is the float and all cash taken in the shift, less all cash paid out. */
export const Shift = Named('Shift', {
  id: Uuid,
  locationId: Uuid,
  userId: Uuid,
  currency: Currency,
  float: Amount,
  expected: SignedSum,
  counted: Nullable(Amount),
  overShort: Nullable(
    Type.Integer({ description: 'The counted less the expected cash; null while the shift is open' }),
  ),
  openedAt: Instant,
  closedAt: Nullable(Instant),
  closedBy: Nullable(Uuid),
})

const Person = Named('Person', { id: Uuid, firstName: Type.String(), lastName: Type.String() })

export const ListedShift = Named('ListedShift', { ...Shift.properties, user: Person })

/** A transfer of cash in a shift; `user` is the member whose balance it changed. */
export const ShiftEntry = Named('ShiftEntry', {
  id: Uuid,
  kind: Type.Union([Type.Literal('top_up'), Type.Literal('payout')]),
  amount: SignedAmount,
  user: Person,
  createdAt: Instant,
})

export const NewShift = NamedStrict('NewShift', {
  float: Type.Integer({ ...Amount, default: 0, description: 'The cash in the till at the beginning' }),
})
export const ShiftClosing = NamedStrict('ShiftClosing', { counted: Amount })
export const ShiftQuery = Strict({
  ...pageQuery,
  userId: Repeated(Uuid),
  isOpen: Type.Optional(Type.Boolean()),
})
export const ShiftEntryQuery = Strict(pageQuery)

export type Shift = Static<typeof Shift>
export type ListedShift = Static<typeof ListedShift>
export type ShiftEntry = Static<typeof ShiftEntry>
export type ShiftQuery = Static<typeof ShiftQuery>
export type ShiftEntryQuery = Static<typeof ShiftEntryQuery>
