import Type, { type Static } from 'typebox'
import {
  Currency,
  Instant,
  LongText,
  Named,
  NamedStrict,
  Nullable,
  pageQuery,
  patternWithMessage,
  Repeated,
  SignedAmount,
  Strict,
  Sum,
  Uuid,
} from '../../http/schema.ts'
import { Balance } from '../users/user.schema.ts'

export const EntryKind = Type.Union(
  [
    Type.Literal('top_up'),
    Type.Literal('charge'),
    Type.Literal('refund'),
    Type.Literal('adjustment'),
    Type.Literal('payout'),
    Type.Literal('merge'),
  ],
  { title: 'EntryKind' },
)

/** The means by which money comes in or goes out: each is a ledger account, the other side of a top-up or a payout. */
export const Channel = Type.Union(
  [
    Type.Literal('cash'),
    Type.Literal('terminal'),
    Type.Literal('bank'),
    Type.Literal('stripe'),
    Type.Literal('yookassa'),
  ],
  { title: 'Channel' },
)
/** All channels. */
export const channels = Channel.anyOf.map((literal) => literal.const)

export const Wallet = Named('Wallet', {
  balances: Type.Array(Balance),
})

export const Entry = Named('Entry', {
  id: Uuid,
  amount: SignedAmount,
  currency: Currency,
  balanceAfter: Sum,
  kind: EntryKind,
  channel: Nullable(Channel),
  bookingId: Nullable(Uuid),
  paymentId: Nullable(Uuid),
  locationId: Nullable(
    Type.String({
      ...Uuid,
      description: 'Where staff took the money or paid it out; null where none is recorded',
    }),
  ),
  shiftId: Nullable(Uuid),
  memo: Nullable(Type.String()),
  createdAt: Instant,
})

/** With `include=booking`, an entry has its booking; null where it has none, or a manager may not see the booking. */
export const ListedEntry = Named('ListedEntry', {
  ...Entry.properties,
  booking: Type.Optional(
    Nullable(
      Type.Object({ startsAt: Instant, endsAt: Instant, spaceName: Type.String(), timeZone: Type.String() }),
    ),
  ),
})

export const NewEntry = NamedStrict('NewEntry', {
  amount: Type.Integer({ ...SignedAmount, description: 'In the minor unit; not 0' }),
  currency: Type.Optional(
    Type.String({
      ...Currency,
      description:
        'An active code of ISO 4217; in a payout or an adjustment also the code of a balance that the user has',
      examples: ['RUB'],
    }),
  ),
  kind: Type.Union([Type.Literal('top_up'), Type.Literal('payout'), Type.Literal('adjustment')]),
  channel: Type.Optional(Channel),
  locationId: Type.Optional(Uuid),
  memo: Type.Optional(Nullable(LongText)),
})

export const EntryQuery = Strict({
  ...pageQuery,
  kind: Repeated(EntryKind),
  currency: Repeated(Currency),
  include: Type.Optional(
    Type.String({
      pattern: patternWithMessage('^booking$', 'must be `booking`', 'должно быть `booking`'),
      description: '`booking` adds the booking of each entry',
    }),
  ),
})

export type Wallet = Static<typeof Wallet>
export type Entry = Static<typeof Entry>
export type ListedEntry = Static<typeof ListedEntry>
export type Channel = Static<typeof Channel>
export type EntryKind = Static<typeof EntryKind>
export type NewEntry = Static<typeof NewEntry>
export type EntryQuery = Static<typeof EntryQuery>
