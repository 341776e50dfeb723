import type { Money } from '../../shared/money.ts'

export type ProviderName = 'stripe' | 'yookassa'
export type PaymentStatus = 'pending' | 'succeeded' | 'failed' | 'expired'
export type RefundStatus = 'pending' | 'succeeded' | 'failed'

/** The tax codes in a coworking's fiscal receipts, which a Russian law (54-FZ) requires. */
export type FiscalReceiptCodes = { vatCode: number; taxSystem: number | null }

/** A fiscal receipt; `contact` is the email or phone that gets it. */
export type FiscalReceipt = FiscalReceiptCodes & { contact: string }

/** The request that creates a payment and its checkout (the provider's page). `id` is our id, and the idempotency key at the provider. */
export type PaymentOrder = {
  id: string
  amount: Money
  currency: string
  description: string
  returnUrl: string
  createdAt: number
  /** Null where the payment has no fiscal receipt. */
  receipt: FiscalReceipt | null
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

/** The request that makes a refund. `id` is our id, and the idempotency key at the provider. */
export type RefundOrder = {
  id: string
  captureId: string
  amount: Money
  currency: string
  /** Null where the refund has no fiscal receipt. */
  receipt: FiscalReceipt | null
}

/** The state of a refund at the provider. */
export type ProviderRefund = {
  providerId: string
  /** Our id, as the order gave it; null where the provider stores none. */
  refundId: string | null
  status: RefundStatus
  amount: Money
  currency: string
}
/** `createdAt` is by the provider's clock. */
export type ListedRefund = ProviderRefund & { createdAt: number }

/** The object that a webhook is about. It has only ids, because the state is then requested from the provider. */
export type WebhookSubject =
  | { kind: 'payment'; providerId: string; paymentId: string | null }
  /** An object at the provider that belongs to a payment and names only our id. */
  | { kind: 'payment'; providerId: null; paymentId: string }
  /** `hasFailed`: the webhook reports that the refund has failed. A refund can fail even after it was reported as `succeeded`. */
  | { kind: 'refund'; providerId: string; refundId: string | null; hasFailed: boolean }
  | { kind: 'dispute'; captureId: string }

/** A webhook as it was received. */
export type Webhook = { body: Buffer; signature: string; now: number }

/**
 * Each call ends within 8 seconds. A call raises `ProviderResultUnknown` where it is unknown whether it took effect, and `ProviderRefusal`
 * where it did not take effect. `find`, `findRefund` and `listRefunds` raise only `ProviderResultUnknown`.
 */
export type PaymentProvider = {
  name: ProviderName
  /** The codes of the fiscal receipts that go with each payment and refund; null where the provider makes none. */
  fiscalReceiptCodes: FiscalReceiptCodes | null
  /** Whether the provider accepts this currency and counts its minor unit as ISO 4217 does. */
  acceptsCurrency(currency: string): boolean
  /** The minimum amount of a payment at this provider, at least one whole unit of the currency. */
  minAmountOf(currency: string): Money
  /** Raises `ProviderRefusal` where the provider does not accept the keys. */
  checkKeys(): Promise<void>
  /** Creates one payment for each order, however often it is called with that order. */
  create(order: PaymentOrder): Promise<ProviderPayment>
  /** Null where the provider knows no such payment. */
  find(providerId: string): Promise<ProviderPayment | null>
  /** Makes one refund for each order, however often it is called with that order within a day. */
  refund(order: RefundOrder): Promise<ProviderRefund>
  /** Null where the provider knows no such refund. */
  findRefund(providerId: string): Promise<ProviderRefund | null>
  /** All refunds of a payment, also those that staff have made in the provider's own account. */
  listRefunds(captureId: string): Promise<ListedRefund[]>
  /** Null where the webhook is about neither a payment, a refund nor a dispute. Raises `InvalidWebhook`. */
  parseWebhook(webhook: Webhook): Promise<WebhookSubject | null>
}

/** The maximum time that a call of a provider may take. */
export const providerTimeoutMs = 8_000

/**
 * The maximum size of a response. The largest response is a list of a hundred refunds. A larger response leaves the result of the call
 * unknown.
 */
export const maxResponseBytes = 1_000_000

/**
 * It is unknown whether a call took effect, or what the state is: the provider did not answer, its response cannot be used, or it must not
 * be asked again yet.
 */
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
 * The error for a response with this HTTP status. A `ProviderRefusal` (400 and similar statuses) means that neither the request nor an
 * equal earlier one had an effect at this account. Refused credentials, a rate limit, a call that is still running, and failures of the
 * provider leave the result unknown. Where the provider refuses an idempotency key because it came with other parameters, the caller
 * passes `undefined`: that says nothing of the first request under the key. Pure.
 */
export const failureOf = (status: number | undefined, message: string): Error => {
  const isRefusal =
    status !== undefined && status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status)
  return isRefusal ? new ProviderRefusal(message) : new ProviderResultUnknown(message)
}

/** An error of a call, with the HTTP status of the response if there was one. */
export type CallError = Error & { status?: number }

/**
 * For the `catch` of a call that only reads: raises `ProviderResultUnknown` instead of `ProviderRefusal`, because a read that is refused
 * says nothing about the payment or refund.
 */
export const raiseFailedRead = (error: CallError): never => {
  throw error instanceof ProviderRefusal ? new ProviderResultUnknown(error.message) : error
}
