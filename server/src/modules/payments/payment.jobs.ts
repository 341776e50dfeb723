import { mayConcernOneRow } from '../../db/failures.ts'
import { toInstant } from '../../shared/time-range.ts'
import {
  checkClaimedPayment,
  endUnreachablePayment,
  isResultUnknown,
  noUsableResponse,
  type PaymentDeps,
  unreachableMs,
} from './payment.check.ts'
import { claimDueRefunds } from './payment.refund.repository.ts'
import { checkClaimedRefund } from './payment.refund-check.ts'
import { claimDuePayments } from './payment.repository.ts'
import { findPendingAtOtherProviders } from './payment.unreachable.repository.ts'

const batchSize = 10
/** A job asks about a payment or refund again after half of its age, but not earlier than this. */
const minBackoffMs = 20_000

/**
 * Asks the provider about unfinished payments; returns their number. Must not run in a transaction, because it uses the
 * network.
 */
export async function checkDuePayments(deps: PaymentDeps): Promise<number> {
  const { paymentProvider: provider, clock, db } = deps
  if (!provider) return 0
  const now = toInstant(clock.now())
  const ids = await claimDuePayments(db, provider.name, { now, limit: batchSize, minBackoffMs })
  await Promise.all(ids.map((id) => checkOne(deps, id, checkClaimedPayment)))
  return ids.length
}

/**
 * Asks the provider about unfinished refunds; returns their number. The refunds of one payment that are due together are checked one after the
 * other, because the result of one may depend on the others (`findRefundResult`). Another instance may check one of them at the same time: a
 * result that this could change is left to the next check.
 */
export async function checkDueRefunds(deps: PaymentDeps): Promise<number> {
  const { paymentProvider: provider, clock, db } = deps
  if (!provider) return 0
  const now = toInstant(clock.now())
  const refunds = await claimDueRefunds(db, provider.name, { now, limit: batchSize, minBackoffMs })
  const byPayment = Map.groupBy(refunds, ({ paymentId }) => paymentId)
  await Promise.all(
    [...byPayment.values()].map(async (refundsOfPayment) => {
      for (const { id } of refundsOfPayment) await checkOne(deps, id, checkClaimedRefund)
    }),
  )
  return refunds.length
}

/**
 * Ends the pending payments that are older than a week (`unreachableMs`) and belong to a provider that the settings do not name; returns their
 * number. A payment that cannot be ended is logged, does not delay the others, and is not counted: the next run tries it again.
 */
export async function endUnreachablePayments(deps: PaymentDeps): Promise<number> {
  const { paymentProvider: provider, clock, db } = deps
  const before = toInstant(clock.now() - unreachableMs)
  const payments = await findPendingAtOtherProviders(db, provider?.name ?? null, before)
  let ended = 0
  for (const { id } of payments)
    try {
      await endUnreachablePayment(deps, id)
      ended += 1
    } catch (error) {
      if (!mayConcernOneRow(error)) throw error
      deps.log.error(
        { err: error, payment: id },
        'a payment whose state can no longer be requested could not be ended',
      )
    }
  return ended
}

/** Checks one payment or refund; a failure is logged and does not delay the others. */
async function checkOne(
  deps: PaymentDeps,
  id: string,
  check: (deps: PaymentDeps, id: string) => Promise<void>,
): Promise<void> {
  try {
    await check(deps, id)
  } catch (error) {
    if (isResultUnknown(error)) deps.log.warn({ err: error, id }, noUsableResponse)
    else deps.log.error({ err: error, id }, 'a payment or refund could not be checked')
  }
}
