import Type, { type Static } from 'typebox'
import type { Config } from '../../config.ts'
import { Nullable } from '../../http/schema.ts'
import { type Money, maxMoney } from '../../shared/money.ts'
import {
  type CallError,
  failureOf,
  InvalidWebhook,
  type ListedRefund,
  maxResponseBytes,
  type PaymentProvider,
  type PaymentStatus,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  ProviderResultUnknown,
  providerTimeoutMs,
  raiseFailedRead,
  type WebhookSubject,
} from './payment.provider.ts'
import { checkShape, isProviderId, ProviderCurrency, ProviderId } from './payment.shape.ts'
import {
  type FiscalReceiptSettings,
  fiscalReceiptBodyOf,
  fiscalReceiptCodesOf,
} from './payment.yookassa.receipt.ts'

const Amount = Type.Object({ value: Type.String(), currency: ProviderCurrency })
const YooPayment = Type.Object({
  id: ProviderId,
  status: Type.Enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  amount: Amount,
  refunded_amount: Type.Optional(Nullable(Amount)),
  metadata: Type.Optional(Nullable(Type.Object({ paymentId: Type.Optional(Type.String()) }))),
  confirmation: Type.Optional(Nullable(Type.Object({ confirmation_url: Type.Optional(Type.String()) }))),
  cancellation_details: Type.Optional(Nullable(Type.Object({ reason: Type.Optional(Type.String()) }))),
})
type YooPayment = Static<typeof YooPayment>
const YooRefund = Type.Object({
  id: ProviderId,
  status: Type.Enum(['pending', 'succeeded', 'canceled']),
  amount: Amount,
})
const YooRefundList = Type.Object({
  items: Type.Array(Type.Object({ ...YooRefund.properties, created_at: Type.String() })),
  next_cursor: Type.Optional(Nullable(Type.String())),
})

const origin = 'https://api.yookassa.ru'

/** The amount as YooKassa writes it: a text with two decimals. Pure. */
export const amountText = (amount: Money): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`

/** Reads an amount of YooKassa. Raises `ProviderResultUnknown` unless it is digits, a point and two digits, and at most 10¹² minor units. */
export function amountOf(value: string): Money {
  const amount = /^\d{1,13}\.\d{2}$/.test(value) ? Number(value.replace('.', '')) : Number.NaN
  if (!(amount <= maxMoney))
    throw new ProviderResultUnknown(`YooKassa has responded with an invalid amount: ${value}`)
  return amount
}

function statusOf({ status, cancellation_details }: YooPayment): PaymentStatus {
  if (status === 'succeeded') return 'succeeded'
  if (status !== 'canceled') return 'pending'
  return cancellation_details?.reason === 'expired_on_confirmation' ? 'expired' : 'failed'
}

function paymentOf(response: unknown): ProviderPayment {
  const payment = checkShape(YooPayment, response, 'YooKassa')
  return {
    providerId: payment.id,
    paymentId: payment.metadata?.paymentId ?? null,
    status: statusOf(payment),
    amount: amountOf(payment.amount.value),
    currency: payment.amount.currency,
    checkoutUrl: payment.confirmation?.confirmation_url ?? null,
    captureId: payment.id,
    refundedAmount: payment.refunded_amount ? amountOf(payment.refunded_amount.value) : 0,
    isDisputed: false,
  }
}

function refundOf(response: unknown): ProviderRefund {
  const { id, status, amount } = checkShape(YooRefund, response, 'YooKassa')
  return {
    providerId: id,
    refundId: null,
    status: status === 'canceled' ? 'failed' : status,
    amount: amountOf(amount.value),
    currency: amount.currency,
  }
}

function refundsOf(response: unknown): ListedRefund[] {
  const { items, next_cursor: nextCursor } = checkShape(YooRefundList, response, 'YooKassa')
  if (nextCursor) throw new ProviderResultUnknown('the payment has more than 100 refunds at YooKassa')
  return items.map((refund) => {
    const createdAt = Date.parse(refund.created_at)
    if (Number.isNaN(createdAt)) throw new ProviderResultUnknown('a refund of YooKassa has no valid time')
    return { ...refundOf(refund), createdAt }
  })
}

/** YooKassa, through its HTTP API, version 3. It accepts roubles. */
export function createYooKassa(
  config: Pick<Config, 'PAYMENTS_URL' | 'YOOKASSA_SHOP_ID' | 'YOOKASSA_SECRET_KEY'> & FiscalReceiptSettings,
  timeoutMs = providerTimeoutMs,
): PaymentProvider {
  const baseUrl = `${config.PAYMENTS_URL ?? origin}/v3`
  const secret = Buffer.from(`${config.YOOKASSA_SHOP_ID}:${config.YOOKASSA_SECRET_KEY}`).toString('base64')

  async function call(path: string, key?: string, body?: object): Promise<unknown> {
    const response = await fetch(baseUrl + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Basic ${secret}`,
        ...(key && { 'idempotence-key': key, 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: Error) => {
      throw new ProviderResultUnknown(`YooKassa cannot be reached: ${error.message}`)
    })
    const text = await bodyOf(response).catch((error: Error) => {
      throw new ProviderResultUnknown(`the response of YooKassa was interrupted: ${error.message}`)
    })
    if (!response.ok) {
      // The key came with other parameters before; this refusal says nothing of the result of that request.
      const status = isReusedKey(text) ? undefined : response.status
      throw Object.assign(failureOf(status, `YooKassa responds ${response.status} ${text.slice(0, 300)}`), {
        status: response.status,
      })
    }
    return parse(text)
  }

  /** Null for status 404. */
  const find = <T>(path: string, read: (response: unknown) => T): Promise<T | null> =>
    call(path).then(read, (error: CallError) => (error.status === 404 ? null : raiseFailedRead(error)))

  return {
    name: 'yookassa',
    fiscalReceiptCodes: fiscalReceiptCodesOf(config),
    acceptsCurrency: (currency) => currency === 'RUB',
    minAmountOf: () => 100,
    checkKeys: async () => {
      await call('/me').catch((error: CallError) => {
        throw error.status === 401 || error.status === 403 ? new ProviderRefusal(error.message) : error
      })
    },
    create: async ({ id, amount, currency, description, returnUrl, receipt }) =>
      paymentOf(
        await call('/payments', id, {
          amount: { value: amountText(amount), currency },
          capture: true,
          confirmation: { type: 'redirect', return_url: returnUrl },
          description: description.slice(0, 128).toWellFormed(),
          metadata: { paymentId: id },
          receipt: fiscalReceiptBodyOf(receipt, { amount, currency }, amountText),
        }),
      ),
    find: (providerId) => find(`/payments/${encodeURIComponent(providerId)}`, paymentOf),
    refund: async ({ id, captureId, amount, currency, receipt }) =>
      refundOf(
        await call('/refunds', id, {
          payment_id: captureId,
          amount: { value: amountText(amount), currency },
          receipt: fiscalReceiptBodyOf(receipt, { amount, currency }, amountText),
        }),
      ),
    findRefund: (providerId) => find(`/refunds/${encodeURIComponent(providerId)}`, refundOf),
    listRefunds: async (captureId) =>
      refundsOf(
        await call(`/refunds?payment_id=${encodeURIComponent(captureId)}&limit=100`).catch(raiseFailedRead),
      ),
    parseWebhook: async ({ body }) => webhookSubjectOf(body),
  }
}

/** The body of a response, which may have `maxResponseBytes`. */
async function bodyOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    size += piece.byteLength
    if (size > maxResponseBytes) throw new Error('it is too large')
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProviderResultUnknown('the response of YooKassa is not JSON')
  }
}

/** Whether an error of YooKassa is about the header with the idempotency key. Pure. */
function isReusedKey(text: string): boolean {
  try {
    return (JSON.parse(text) as { parameter?: unknown } | null)?.parameter === 'Idempotence-Key'
  } catch {
    return false
  }
}

type Notification = { event?: unknown; object?: { id?: unknown; metadata?: { paymentId?: unknown } } }

/** Notifications have no signature, so they are only a hint: the provider is then asked about the payment that they name. Pure. */
function webhookSubjectOf(body: Buffer): WebhookSubject | null {
  let notification: Notification | null
  try {
    notification = JSON.parse(body.toString('utf8')) as Notification | null
  } catch {
    throw new InvalidWebhook('the body is not JSON')
  }
  const { event, object } = notification ?? {}
  if (typeof event !== 'string' || !isProviderId(object?.id)) return null
  if (event.startsWith('refund.'))
    return { kind: 'refund', providerId: object.id, refundId: null, hasFailed: false }
  if (!event.startsWith('payment.')) return null
  const paymentId = object.metadata?.paymentId
  return {
    kind: 'payment',
    providerId: object.id,
    paymentId: isProviderId(paymentId) ? paymentId : null,
  }
}
