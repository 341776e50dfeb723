import type { Config } from '../../config.ts'
import type { Money } from '../../shared/money.ts'
import {
  failureOf,
  InvalidWebhook,
  type Notice,
  type PaymentProvider,
  type PaymentStatus,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefusal,
  ProviderResultUnknown,
  providerTimeoutMs,
} from './payment.provider.ts'
import { type ReceiptSettings, receiptBodyOf, receiptCodesOf } from './payment.yookassa.receipt.ts'

type Amount = { value: string; currency: string }
type YooPayment = {
  id: string
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled'
  amount: Amount
  refunded_amount?: Amount
  metadata?: Record<string, string>
  confirmation?: { confirmation_url?: string }
  cancellation_details?: { reason?: string }
}
type YooRefund = { id: string; status: 'pending' | 'succeeded' | 'canceled'; amount: Amount }

const origin = 'https://api.yookassa.ru'

/** Amounts are text with two decimals. Pure. */
export const toText = (amount: Money): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`

/** Raises `ProviderResultUnknown` for anything but digits, a point and two digits. */
export function amountOf(value: string): Money {
  if (!/^\d{1,13}\.\d{2}$/.test(value)) throw new ProviderResultUnknown(`YooKassa names the amount ${value}`)
  return Number(value.replace('.', ''))
}

function statusOf({ status, cancellation_details }: YooPayment): PaymentStatus {
  if (status === 'succeeded') return 'succeeded'
  if (status !== 'canceled') return 'pending'
  return cancellation_details?.reason === 'expired_on_confirmation' ? 'expired' : 'failed'
}

const paymentOf = (payment: YooPayment): ProviderPayment => ({
  providerId: payment.id,
  paymentId: payment.metadata?.paymentId ?? null,
  status: statusOf(payment),
  amount: amountOf(payment.amount.value),
  currency: payment.amount.currency,
  checkoutUrl: payment.confirmation?.confirmation_url ?? null,
  captureId: payment.id,
  refundedAmount: payment.refunded_amount ? amountOf(payment.refunded_amount.value) : 0,
  isDisputed: false,
})

const refundOf = ({ id, status, amount }: YooRefund): ProviderRefund => ({
  providerId: id,
  status: status === 'canceled' ? 'failed' : status,
  amount: amountOf(amount.value),
  currency: amount.currency,
})

/** YooKassa, through its HTTP API, version 3. It accepts roubles. */
export function createYooKassa(
  config: Pick<Config, 'PAYMENTS_URL' | 'YOOKASSA_SHOP_ID' | 'YOOKASSA_SECRET_KEY'> & ReceiptSettings,
  timeoutMs = providerTimeoutMs,
): PaymentProvider {
  const baseUrl = `${config.PAYMENTS_URL ?? origin}/v3`
  const secret = Buffer.from(`${config.YOOKASSA_SHOP_ID}:${config.YOOKASSA_SECRET_KEY}`).toString('base64')

  async function call<T>(path: string, key?: string, body?: object): Promise<T> {
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
    const text = await response.text().catch((error: Error) => {
      throw new ProviderResultUnknown(`the response of YooKassa was interrupted: ${error.message}`)
    })
    if (!response.ok) {
      // YooKassa reports a reused key with other parameters; that says nothing of the result of the first request under the key.
      const status = isReusedKey(text) ? undefined : response.status
      throw Object.assign(failureOf(status, `YooKassa responds ${response.status} ${text.slice(0, 300)}`), {
        status: response.status,
      })
    }
    return parse<T>(text)
  }

  /** Null for status 404. */
  const find = <T>(path: string): Promise<T | null> =>
    call<T>(path).catch((error: Error & { status?: number }) => {
      if (error.status === 404) return null
      throw error
    })

  return {
    name: 'yookassa',
    receiptCodes: receiptCodesOf(config),
    acceptsCurrency: (currency) => currency === 'RUB',
    minAmountOf: () => 100,
    check: async () => {
      await call('/me').catch((error: Error & { status?: number }) => {
        throw error.status === 401 || error.status === 403 ? new ProviderRefusal(error.message) : error
      })
    },
    create: async ({ id, amount, currency, description, returnUrl, receipt }) =>
      paymentOf(
        await call<YooPayment>('/payments', id, {
          amount: { value: toText(amount), currency },
          capture: true,
          confirmation: { type: 'redirect', return_url: returnUrl },
          description: description.slice(0, 128),
          metadata: { paymentId: id },
          receipt: receiptBodyOf(receipt, { amount, currency }, toText),
        }),
      ),
    find: async (providerId) => {
      const found = await find<YooPayment>(`/payments/${encodeURIComponent(providerId)}`)
      return found && paymentOf(found)
    },
    refund: async ({ id, captureId, amount, currency, receipt }) =>
      refundOf(
        await call<YooRefund>('/refunds', id, {
          payment_id: captureId,
          amount: { value: toText(amount), currency },
          receipt: receiptBodyOf(receipt, { amount, currency }, toText),
        }),
      ),
    findRefund: async (providerId) => {
      const found = await find<YooRefund>(`/refunds/${encodeURIComponent(providerId)}`)
      return found && refundOf(found)
    },
    read: async ({ body }) => noticeOf(body),
  }
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T
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
function noticeOf(body: Buffer): Notice | null {
  let notification: Notification | null
  try {
    notification = JSON.parse(body.toString('utf8')) as Notification | null
  } catch {
    throw new InvalidWebhook('the body is not JSON')
  }
  const { event, object } = notification ?? {}
  if (typeof event !== 'string' || typeof object?.id !== 'string') return null
  if (event.startsWith('refund.')) return { kind: 'refund', providerId: object.id, hasFailed: false }
  if (!event.startsWith('payment.')) return null
  const paymentId = object.metadata?.paymentId
  return {
    kind: 'payment',
    providerId: object.id,
    paymentId: typeof paymentId === 'string' ? paymentId : null,
  }
}
