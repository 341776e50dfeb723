import type { Money } from '../../shared/money.ts'

export type ProviderName = 'stripe' | 'yookassa'
export type PaymentStatus = 'pending' | 'succeeded' | 'failed' | 'expired'
export type RefundStatus = 'pending' | 'succeeded' | 'failed'

/** The codes of a coworking in its fiscal receipts (54-FZ). */
export type ReceiptCodes = { vatCode: number; taxSystem: number | null }

/** A fiscal receipt; `contact` is the email or phone that gets it. */
export type Receipt = ReceiptCodes & { contact: string }

/** A payment for which the provider is to create a checkout (its page). `id` is our id, and the idempotency key at the provider. */
export type PaymentOrder = {
  id: string
  amount: Money
  currency: string
  description: string
  returnUrl: string
  createdAt: number
  /** The fiscal receipt (54-FZ); null where there is none. */
  receipt: Receipt | null
}

/** The state of a payment at the provider. */
export type ProviderPayment = {
  providerId: string
  /** Our id, as the order gave it; null where the provider's payment has none. */
  paymentId: string | null
  status: PaymentStatus
  amount: Money
  currency: string
  checkoutUrl: string | null
  /** The provider's id that refunds and disputes refer to; null while the provider has given none. */
  captureId: string | null
  refundedAmount: Money
  isDisputed: boolean
}

export type RefundOrder = {
  id: string
  captureId: string
  amount: Money
  currency: string
  /** As in the order of a payment. */
  receipt: Receipt | null
}

/** The state of a refund at the provider. */
export type ProviderRefund = { providerId: string; status: RefundStatus; amount: Money; currency: string }

/** The object that a webhook is about: only its ids, because the provider is asked for its state. */
export type Notice =
  | { kind: 'payment'; providerId: string; paymentId: string | null }
  /** `hasFailed`: the webhook says that the refund did not reach the card, maybe after it was reported as made. */
  | { kind: 'refund'; providerId: string; hasFailed: boolean }
  | { kind: 'dispute'; captureId: string }

/** A webhook as it was received. */
export type Webhook = { body: Buffer; signature: string; now: number }

/**
 * Each call ends within 8 seconds. Raises `ProviderResultUnknown` where it is unknown whether the call took effect, `ProviderRefusal` where
 * it did not.
 */
export type PaymentProvider = {
  name: ProviderName
  /** The codes of the fiscal receipts that go with each payment and refund; null where the provider makes none. */
  receiptCodes: ReceiptCodes | null
  /** Whether the provider accepts this currency and counts its minor unit as ISO 4217 does. */
  acceptsCurrency(currency: string): boolean
  /** The minimum amount that the provider accepts. */
  minAmountOf(currency: string): Money
  /** Raises `ProviderRefusal` where the provider does not accept the keys. */
  check(): Promise<void>
  /** Creates the payment once for each order, however often it is called. */
  create(order: PaymentOrder): Promise<ProviderPayment>
  /** Null where the provider knows no such payment. */
  find(providerId: string): Promise<ProviderPayment | null>
  /** Makes the refund once for each order within a day, however often it is called. */
  refund(order: RefundOrder): Promise<ProviderRefund>
  findRefund(providerId: string): Promise<ProviderRefund | null>
  /** Null where the webhook is about neither a payment, a refund nor a dispute. Raises `InvalidWebhook`. */
  read(webhook: Webhook): Promise<Notice | null>
}

/** The maximum time that a call of a provider may take. */
export const providerTimeoutMs = 8_000

/** It is unknown whether a call took effect: the provider did not answer, or must not be asked again yet. */
export class ProviderResultUnknown extends Error {
  override name = 'ProviderResultUnknown'
}
export class ProviderRefusal extends Error {
  override name = 'ProviderRefusal'
}
export class InvalidWebhook extends Error {
  override name = 'InvalidWebhook'
}

/**
 * The error for an HTTP status of a provider; undefined for one that says nothing of the result. After 400 and similar statuses the request had no
 * effect at this account, and neither had an equal one before it. Refused credentials, a rate limit and a call that is still running leave
 * the result unknown. So does the refusal of an idempotency key that came before with other parameters: for it the caller passes
 * undefined. Pure.
 */
export const failureOf = (status: number | undefined, message: string): Error => {
  const isRefusal =
    status !== undefined && status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status)
  return isRefusal ? new ProviderRefusal(message) : new ProviderResultUnknown(message)
}
