import type { Stripe } from 'stripe'
import { InvalidWebhook, type Webhook, type WebhookSubject } from './payment.provider.ts'
import { isProviderId } from './payment.shape.ts'

/** A text of the metadata of an object in a webhook. */
function textInMetadata(metadata: unknown, name: 'paymentId' | 'refundId'): string | null {
  const value = ((metadata ?? {}) as Record<string, unknown>)[name]
  return isProviderId(value) ? value : null
}

const signatureToleranceSeconds = 300

/** Whether the time of a signature, which the library has checked, is too far ahead: the library refuses only one that is too old. */
function isSignedInFuture({ signature, now }: Webhook): boolean {
  const signedAt = Number(/.*(?:^|,)t=(\d+)/.exec(signature)?.[1])
  return !(signedAt - Math.floor(now / 1_000) <= signatureToleranceSeconds)
}

/** The object that a webhook of Stripe is about; null where the service does not ask about it. Raises `InvalidWebhook`. */
export function webhookSubjectOf(client: Stripe, webhook: Webhook, secret: string): WebhookSubject | null {
  const { body, signature, now } = webhook
  let event: Stripe.Event
  try {
    event = client.webhooks.constructEvent(body, signature, secret, signatureToleranceSeconds, undefined, now)
  } catch (error) {
    throw new InvalidWebhook((error as Error).message)
  }
  if (isSignedInFuture(webhook)) throw new InvalidWebhook('the time of the signature is in the future')
  const object = event?.data?.object as unknown as Record<string, unknown> | undefined
  const fieldOf = (name: string) => {
    const value = object?.[name]
    return isProviderId(value) ? value : null
  }
  const id = fieldOf('id')
  if (id === null || typeof event.type !== 'string') return null
  const paymentId = textInMetadata(object?.metadata, 'paymentId')
  if (event.type.startsWith('checkout.session.'))
    return { kind: 'payment', providerId: id, paymentId: fieldOf('client_reference_id') ?? paymentId }
  if (event.type.startsWith('refund.') || event.type === 'charge.refund.updated')
    return {
      kind: 'refund',
      providerId: id,
      refundId: textInMetadata(object?.metadata, 'refundId'),
      hasFailed: ['failed', 'canceled'].includes(fieldOf('status') ?? ''),
    }
  const captureId = fieldOf('payment_intent')
  if (event.type.startsWith('charge.dispute.') && captureId !== null) return { kind: 'dispute', captureId }
  // A payment intent or a charge has the metadata of its session, but not the session's id.
  return paymentId === null ? null : { kind: 'payment', providerId: null, paymentId }
}
