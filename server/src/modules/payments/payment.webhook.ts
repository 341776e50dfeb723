import { notFound, validationFailed } from '../../shared/problems.ts'
import {
  applyPaymentState,
  checkClaimedPayment,
  claimCheck,
  isResultUnknown,
  type PaymentDeps,
} from './payment.check.ts'
import { providerUnavailable } from './payment.problems.ts'
import {
  InvalidWebhook,
  type PaymentProvider,
  type ProviderName,
  ProviderResultUnknown,
  type WebhookSubject,
} from './payment.provider.ts'
import * as refundRepository from './payment.refund.repository.ts'
import { checkRefundUnderProviderId } from './payment.refund-check.ts'
import * as repository from './payment.repository.ts'

/**
 * Treats a webhook as a hint only: asks the provider about the payment or refund that the webhook names, where that is one of ours and
 * unfinished. It also asks about a finished payment that is disputed, and about a refund that failed after it had succeeded. Raises
 * `not_found` on the path of a provider that is not configured, and `validation_failed` for an invalid signature or body. Where the
 * state remains unknown it raises `provider_unavailable`, so that the provider sends the webhook again.
 */
export async function handleWebhook(
  deps: PaymentDeps,
  name: ProviderName,
  { body, signature }: { body: Buffer; signature: string },
): Promise<void> {
  const { paymentProvider: provider, clock, log } = deps
  if (provider?.name !== name) throw notFound()
  try {
    const subject = await provider.parseWebhook({ body, signature, now: clock.now() })
    if (!subject || !(await handleWebhookSubject(deps, provider, subject)))
      log.info({ subject }, 'there is nothing to ask the provider about after this webhook')
  } catch (error) {
    if (error instanceof InvalidWebhook) throw validationFailed(invalidWebhook)
    if (!isResultUnknown(error)) throw error
    log.warn(
      { err: error },
      'the state that a webhook is about is not known yet: the provider must send it again',
    )
    throw providerUnavailable()
  }
}

const invalidWebhook = {
  en: 'The signature or the body of the webhook is invalid',
  ru: 'Подпись или тело уведомления неверны',
}

/** False where there is nothing to ask the provider about. */
async function handleWebhookSubject(
  deps: PaymentDeps,
  provider: PaymentProvider,
  subject: WebhookSubject,
): Promise<boolean> {
  const { db } = deps
  if (subject.kind === 'refund') {
    const { providerId } = subject
    const refundId = uuidOf(subject.refundId)
    const refund = await refundRepository.findRefundByReference(db, provider.name, providerId, refundId)
    const needsCheck = refund?.status === 'pending' || (refund?.status === 'succeeded' && subject.hasFailed)
    if (!refund || !needsCheck) return false
    const isChecked = await checkRefundUnderProviderId(deps, provider, refund.id, providerId)
    // No job asks about a refund that has succeeded: the webhook must come again.
    if (!isChecked && refund.status === 'succeeded')
      throw new ProviderResultUnknown('the provider was asked about this refund less than two seconds ago')
    return true
  }
  const payment =
    subject.kind === 'dispute'
      ? await repository.findByCaptureId(db, provider.name, subject.captureId)
      : await repository.findByReference(db, provider.name, subject.providerId, uuidOf(subject.paymentId))
  const needsCheck = subject.kind === 'dispute' ? payment?.disputedAt === null : payment?.status === 'pending'
  if (!payment || !needsCheck) return false
  const providerId = subject.kind === 'payment' ? subject.providerId : null
  const isChecked = await checkUnderProviderId(deps, provider, payment.id, providerId ?? payment.providerId)
  // No job asks about a finished payment: the webhook of its dispute must come again.
  if (!isChecked && payment.status !== 'pending')
    throw new ProviderResultUnknown('the provider was asked about this payment less than two seconds ago')
  return true
}

/**
 * Asks about a payment under the provider's id that the webhook names, because the webhook may arrive before the response to the call that
 * created the payment. `providerId` is null where neither the webhook nor the row has it: then the service asks as a job does, which creates the
 * payment at the provider where that is unknown. False where the provider was asked less than two seconds ago.
 */
async function checkUnderProviderId(
  deps: PaymentDeps,
  provider: PaymentProvider,
  id: string,
  providerId: string | null,
): Promise<boolean> {
  if (!(await claimCheck(deps, 'payments', id))) return false
  if (providerId === null) {
    await checkClaimedPayment(deps, id)
    return true
  }
  const found = await provider.find(providerId)
  if (found) await applyPaymentState(deps, id, found)
  return true
}

/** A text that is not a UUID cannot be one of our ids. */
const uuidOf = (text: string | null): string | null =>
  text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : null
