import type { Money } from '../../shared/money.ts'

export type ProviderName = 'stripe' | 'yookassa'
export type PaymentStatus = 'pending' | 'succeeded' | 'failed' | 'expired'
export type RefundStatus = 'pending' | 'succeeded' | 'failed'

/** A payment that the provider is to open a page for. `id` is ours, and the key under which the provider does it once. */
export type Order = {
  id: string
  amount: Money
  currency: string
  description: string
  returnUrl: string
  createdAt: number
}

/** What the provider says of a payment. */
export type ProviderPayment = {
  providerId: string
  /** Our id, as the order gave it; null where it bears none. */
  paymentId: string | null
  status: PaymentStatus
  amount: Money
  currency: string
  checkoutUrl: string | null
  /** What refunds and disputes name; null where nothing was captured. */
  captureId: string | null
  refundedAmount: Money
  isDisputed: boolean
}

export type RefundOrder = { id: string; captureId: string; amount: Money; currency: string }

/** What the provider says of a refund. */
export type ProviderRefund = { providerId: string; status: RefundStatus; amount: Money; currency: string }

/** What a webhook is about. Only names: what happened, the provider is asked. */
export type Notice =
  | { kind: 'payment'; providerId: string; paymentId: string | null }
  | { kind: 'refund'; providerId: string }
  | { kind: 'dispute'; captureId: string }

/** A webhook as it came. */
export type Webhook = { body: Buffer; signature: string; now: number }

/** Each call ends within 8 seconds. Raises `ProviderAway` where nobody knows whether it was done, `ProviderRefusal` where it was not. */
export type PaymentProvider = {
  name: ProviderName
  /** Whether it takes this currency, and counts its minor unit as ISO does. */
  takes(currency: string): boolean
  /** The least amount that it takes. */
  leastOf(currency: string): Money
  /** Raises `ProviderRefusal` where the provider does not take the keys. */
  check(): Promise<void>
  /** Once for each order, however often it is called. */
  create(order: Order): Promise<ProviderPayment>
  /** Null where the provider knows no such payment. */
  find(providerId: string): Promise<ProviderPayment | null>
  /** Once for each order within a day, however often it is called. */
  refund(order: RefundOrder): Promise<ProviderRefund>
  findRefund(providerId: string): Promise<ProviderRefund | null>
  /** Null where it is about nothing of ours. Raises `ForgedWebhook`. */
  read(webhook: Webhook): Promise<Notice | null>
}

/** How long a provider may take. */
export const providerPatienceMs = 8_000

export class ProviderAway extends Error {
  override name = 'ProviderAway'
}
export class ProviderRefusal extends Error {
  override name = 'ProviderRefusal'
}
export class ForgedWebhook extends Error {
  override name = 'ForgedWebhook'
}

/**
 * What an HTTP status of a provider means for what was asked: with 400 and its like it was not done. A key that is refused, a limit of
 * requests and a call that still runs say nothing of the payment itself. Pure.
 */
export const failureOf = (status: number | undefined, message: string): Error => {
  const isRefusal =
    status !== undefined && status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status)
  return isRefusal ? new ProviderRefusal(message) : new ProviderAway(message)
}
