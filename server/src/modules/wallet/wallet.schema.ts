import Type, { type Static } from 'typebox'
import {
  ActiveCurrency,
  Amount,
  Currency,
  Instant,
  LongText,
  Nullable,
  pageQuery,
  Repeated,
  SignedAmount,
  Strict,
  Uuid,
} from '../../http/schema.ts'

export const EntryKind = Type.Union([
  Type.Literal('top_up'),
  Type.Literal('charge'),
  Type.Literal('refund'),
  Type.Literal('adjustment'),
])

export const Wallet = Type.Object({
  balances: Type.Array(Type.Object({ currency: Currency, balance: Amount })),
})

export const Entry = Type.Object({
  id: Uuid,
  amount: SignedAmount,
  currency: Currency,
  balanceAfter: Amount,
  kind: EntryKind,
  bookingId: Nullable(Uuid),
  memo: Nullable(Type.String()),
  createdAt: Instant,
})

/** With `include=booking`, what the entry was for; null where it was for no booking. */
export const ListedEntry = Type.Object({
  ...Entry.properties,
  booking: Type.Optional(
    Nullable(
      Type.Object({ startsAt: Instant, endsAt: Instant, spaceName: Type.String(), timeZone: Type.String() }),
    ),
  ),
})

export const NewEntry = Strict({
  amount: SignedAmount,
  currency: Type.Optional(ActiveCurrency),
  kind: Type.Union([Type.Literal('top_up'), Type.Literal('adjustment')]),
  memo: Type.Optional(Nullable(LongText)),
})

export const EntryQuery = Strict({
  ...pageQuery,
  kind: Repeated(EntryKind),
  currency: Type.Optional(Currency),
  include: Type.Optional(Type.String({ pattern: '^booking$', description: '`booking`' })),
})

export type Wallet = Static<typeof Wallet>
export type Entry = Static<typeof Entry>
export type ListedEntry = Static<typeof ListedEntry>
export type EntryKind = Static<typeof EntryKind>
export type NewEntry = Static<typeof NewEntry>
export type EntryQuery = Static<typeof EntryQuery>
