import type { Stripe } from 'stripe'
import Type, { type Static } from 'typebox'
import type { Config } from '../../config.ts'
import { Nullable } from '../../http/schema.ts'
import { minorDigits } from '../../shared/currency.ts'
import { hourMs } from '../../shared/time-range.ts'
import {
  type CallError,
  type ListedRefund,
  type PaymentOrder,
  type PaymentProvider,
  type PaymentStatus,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  ProviderResultUnknown,
  providerTimeoutMs,
  raiseFailedRead,
} from './payment.provider.ts'
import { checkShape, ProviderAmount, ProviderCurrency, ProviderId } from './payment.shape.ts'
import { createClient, resultWithin } from './payment.stripe.client.ts'
import { webhookSubjectOf } from './payment.stripe.webhook.ts'

// The parts of Stripe's objects that are read. The library does not check the responses.
const StripeCharge = Type.Object({ amount_refunded: ProviderAmount, disputed: Type.Boolean() })
const StripeIntent = Type.Object({
  id: ProviderId,
  status: Type.String(),
  amount_received: ProviderAmount,
  currency: ProviderCurrency,
  latest_charge: Type.Optional(Type.Union([StripeCharge, Type.String(), Type.Null()])),
})
type StripeIntent = Static<typeof StripeIntent>
const StripeSession = Type.Object({
  id: ProviderId,
  status: Type.Enum(['open', 'complete', 'expired']),
  payment_status: Type.Enum(['paid', 'unpaid', 'no_payment_required']),
  client_reference_id: Type.Optional(Nullable(Type.String())),
  metadata: Type.Optional(Nullable(Type.Object({ paymentId: Type.Optional(Type.String()) }))),
  amount_total: ProviderAmount,
  currency: ProviderCurrency,
  url: Type.Optional(Nullable(Type.String())),
  payment_intent: Type.Union([StripeIntent, ProviderId, Type.Null()]),
})
type StripeSession = Static<typeof StripeSession>
const StripeRefund = Type.Object({
  id: ProviderId,
  status: Type.Enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  amount: ProviderAmount,
  currency: ProviderCurrency,
  metadata: Type.Optional(Nullable(Type.Object({ refundId: Type.Optional(Type.String()) }))),
})
const StripeListedRefund = Type.Object({ ...StripeRefund.properties, created: Type.Integer() })
const StripeRefundList = Type.Object({ data: Type.Array(StripeListedRefund), has_more: Type.Boolean() })

// Stripe counts the minor units of these currencies differently from ISO 4217 (docs.stripe.com/currencies).
const otherMinorUnits = new Set(['ISK', 'MGA', 'UGX'])
// The minimum amounts of Stripe, for the currencies where the minimum is more than one whole unit.
const minAmounts: Record<string, number> = {
  AED: 200,
  CZK: 1_500,
  DKK: 250,
  HKD: 400,
  HUF: 17_500,
  JPY: 50,
  MXN: 1_000,
  MYR: 200,
  NOK: 300,
  PLN: 200,
  RON: 200,
  SEK: 300,
  THB: 1_000,
}

// The page expires this long after the row's `createdAt`, not after the call, so that a repetition has equal parameters. Stripe accepts half
// an hour to a day.
const pageLifeMs = hourMs

/** Stripe, through its own library, which is loaded at the first use. */
export function createStripe(
  config: Pick<Config, 'PAYMENTS_URL' | 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET'>,
  timeoutMs = providerTimeoutMs,
): PaymentProvider {
  let client: Stripe | undefined
  const getClient = async (): Promise<Stripe> => {
    client ??= await createClient(config, timeoutMs)
    return client
  }

  const call = async <T>(send: (client: Stripe) => Promise<T>): Promise<T> => {
    const stripe = await getClient()
    return resultWithin(timeoutMs, () => send(stripe))
  }

  /** Null for status 404. */
  const find = <T>(send: (client: Stripe) => Promise<unknown>, read: (response: unknown) => T) =>
    call(send).then(read, (error: CallError) => (error.status === 404 ? null : raiseFailedRead(error)))

  return {
    name: 'stripe',
    fiscalReceiptCodes: null,
    acceptsCurrency: (currency) => minorDigits(currency) <= 2 && !otherMinorUnits.has(currency),
    minAmountOf: (currency) => minAmounts[currency] ?? (minorDigits(currency) === 0 ? 1 : 100),
    checkKeys: async () => {
      await call((client) => client.balance.retrieve()).catch((error: CallError) => {
        throw error.status === 401 ? new ProviderRefusal(error.message) : error
      })
    },
    create: async (order) =>
      paymentOf(
        await call((client) =>
          client.checkout.sessions.create(sessionFor(order), { idempotencyKey: order.id }),
        ),
      ),
    find: (providerId) => {
      const expand = ['payment_intent.latest_charge']
      return find((client) => client.checkout.sessions.retrieve(providerId, { expand }), paymentOf)
    },
    refund: async ({ id, captureId, amount }) =>
      refundOf(
        await call((client) =>
          client.refunds.create(
            { payment_intent: captureId, amount, metadata: { refundId: id } },
            { idempotencyKey: id },
          ),
        ),
      ),
    findRefund: (providerId) => find((client) => client.refunds.retrieve(providerId), refundOf),
    listRefunds: async (captureId) =>
      refundsOf(
        await call((client) => client.refunds.list({ payment_intent: captureId, limit: 100 })).catch(
          raiseFailedRead,
        ),
      ),
    parseWebhook: async (webhook) =>
      webhookSubjectOf(await getClient(), webhook, config.STRIPE_WEBHOOK_SECRET ?? ''),
  }
}

const sessionFor = (order: PaymentOrder): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  ui_mode: 'hosted_page',
  client_reference_id: order.id,
  metadata: { paymentId: order.id },
  payment_intent_data: { metadata: { paymentId: order.id } },
  line_items: [
    {
      quantity: 1,
      price_data: {
        currency: order.currency.toLowerCase(),
        unit_amount: order.amount,
        product_data: { name: order.description },
      },
    },
  ],
  success_url: order.returnUrl,
  cancel_url: order.returnUrl,
  expires_at: Math.floor((order.createdAt + pageLifeMs) / 1_000),
})

/** A complete session is not always paid: with some payment methods the money takes days to arrive, or the payment fails. */
function statusOf({ status, payment_status }: StripeSession, intent: StripeIntent | null): PaymentStatus {
  if (status === 'expired') return 'expired'
  if (status !== 'complete') return 'pending'
  if (payment_status === 'paid') return 'succeeded'
  const isOver = intent?.status === 'requires_payment_method' || intent?.status === 'canceled'
  return isOver ? 'failed' : 'pending'
}

function paymentOf(response: unknown): ProviderPayment {
  const session = checkShape(StripeSession, response, 'Stripe')
  const { payment_intent: found } = session
  const intent = typeof found === 'object' ? found : null
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null
  const status = statusOf(session, intent)
  const received = status === 'succeeded' ? intent?.amount_received : undefined
  const captureId = typeof found === 'string' ? found : (intent?.id ?? null)
  if (status === 'succeeded' && captureId === null)
    throw new ProviderResultUnknown('the response of Stripe has a paid session without a payment intent')
  return {
    providerId: session.id,
    paymentId: session.client_reference_id ?? session.metadata?.paymentId ?? null,
    status,
    amount: received ?? session.amount_total,
    currency: (intent?.currency ?? session.currency).toUpperCase(),
    checkoutUrl: session.url ?? null,
    captureId,
    refundedAmount: charge?.amount_refunded ?? 0,
    isDisputed: charge?.disputed ?? false,
  }
}

function refundOf(response: unknown): ProviderRefund {
  const { id, status, amount, currency, metadata } = checkShape(StripeRefund, response, 'Stripe')
  const isOver = status === 'failed' || status === 'canceled'
  return {
    providerId: id,
    refundId: metadata?.refundId ?? null,
    status: status === 'succeeded' ? 'succeeded' : isOver ? 'failed' : 'pending',
    amount,
    currency: currency.toUpperCase(),
  }
}

function refundsOf(response: unknown): ListedRefund[] {
  const { data, has_more: hasMore } = checkShape(StripeRefundList, response, 'Stripe')
  if (hasMore) throw new ProviderResultUnknown('the payment has more than 100 refunds at Stripe')
  return data.map((refund) => ({ ...refundOf(refund), createdAt: refund.created * 1_000 }))
}
