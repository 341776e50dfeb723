import Type, { type Static } from 'typebox'
import {
  ActiveCurrency,
  Amount,
  Currency,
  Instant,
  LongText,
  Named,
  NamedStrict,
  Nullable,
  pageQuery,
  patternWithMessage,
  Repeated,
  Strict,
  Uuid,
} from '../../http/schema.ts'
import { maxMoney } from '../../shared/money.ts'

const Provider = Type.Union([Type.Literal('stripe'), Type.Literal('yookassa')], { title: 'PaymentProvider' })

const PaymentStatus = Type.Union(
  [Type.Literal('pending'), Type.Literal('succeeded'), Type.Literal('failed'), Type.Literal('expired')],
  { title: 'PaymentStatus' },
)

export const Refund = Named('Refund', {
  id: Uuid,
  amount: Amount,
  status: Type.Union([Type.Literal('pending'), Type.Literal('succeeded'), Type.Literal('failed')]),
  reason: Nullable(Type.String()),
  createdAt: Instant,
})

export const Payment = Named('Payment', {
  id: Uuid,
  userId: Uuid,
  amount: Amount,
  currency: Currency,
  status: PaymentStatus,
  provider: Provider,
  checkoutUrl: Nullable(Type.String()),
  bookingId: Nullable(Uuid),
  // Both are null unless the payment arrived with another amount or currency than requested: then nothing was credited to the wallet.
  receivedAmount: Nullable(Amount),
  receivedCurrency: Nullable(Currency),
  refundedAmount: Amount,
  refunds: Type.Array(Refund),
  disputed: Type.Boolean(),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
})

const PositiveAmount = Type.Integer({ minimum: 1, maximum: maxMoney, description: 'In the minor unit' })

export const NewPayment = NamedStrict('NewPayment', {
  amount: PositiveAmount,
  currency: Type.Optional(ActiveCurrency),
  // Two slashes begin the name of another host. Browsers read a backslash as a slash, and leave out tabs and line breaks.
  returnPath: Type.Optional(
    Type.String({
      pattern: patternWithMessage(
        '^/([^/\\\\\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*)?$',
        'must be a path of this site, such as /wallet, without control characters',
        'должно быть путём на этом сайте, например /wallet, без управляющих символов',
      ),
      maxLength: 500,
      description:
        'Where the payer comes back to, under `PUBLIC_URL`; at most 1,500 characters when it is percent-encoded',
      examples: ['/wallet'],
    }),
  ),
})

export const NewRefund = NamedStrict('NewRefund', {
  amount: PositiveAmount,
  reason: Type.Optional(Nullable(LongText)),
})

export const MyPaymentQuery = Strict({ ...pageQuery, status: Repeated(PaymentStatus) })

export const PaymentQuery = Strict({
  ...pageQuery,
  userId: Repeated(Uuid),
  status: Repeated(PaymentStatus),
  from: Type.Optional(Type.String({ ...Instant, description: 'The earliest `createdAt`' })),
  to: Type.Optional(Type.String({ ...Instant, description: 'The latest `createdAt`' })),
})

export const Settings = Named('Settings', {
  currency: Currency,
  payments: Nullable(
    Type.Object({
      provider: Provider,
      limits: Type.Array(Type.Object({ currency: Currency, min: Amount, max: Amount })),
      holdMinutes: Type.Integer(),
    }),
  ),
})

export type Payment = Static<typeof Payment>
export type Refund = Static<typeof Refund>
export type NewPayment = Static<typeof NewPayment>
export type NewRefund = Static<typeof NewRefund>
export type MyPaymentQuery = Static<typeof MyPaymentQuery>
export type PaymentQuery = Static<typeof PaymentQuery>
export type Settings = Static<typeof Settings>
