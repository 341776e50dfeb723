import Type, { type Static } from 'typebox'
import {
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

export const NewEntry = Strict({
  amount: SignedAmount,
  currency: Type.Optional(Currency),
  kind: Type.Union([Type.Literal('top_up'), Type.Literal('adjustment')]),
  memo: Type.Optional(Nullable(LongText)),
})

export const EntryQuery = Strict({
  ...pageQuery,
  kind: Repeated(EntryKind),
  currency: Type.Optional(Currency),
})

export type Wallet = Static<typeof Wallet>
export type Entry = Static<typeof Entry>
export type EntryKind = Static<typeof EntryKind>
export type NewEntry = Static<typeof NewEntry>
export type EntryQuery = Static<typeof EntryQuery>
