import type { Tx } from '../../db/db.ts'
import { deleteIdempotencyKeysOf } from '../../db/idempotency.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { record } from '../audit/audit.service.ts'
import { deleteSignInData } from '../auth/auth.service.ts'
import { clearBookingTexts, endAllOf } from '../bookings/booking.person-deletion.ts'
import { deleteMailsOf } from '../mails/mail.service.ts'
import { clearPaymentTexts, findUnfinishedPaymentIds } from '../payments/payment.service.ts'
import { deleteReviewsOf } from '../reviews/review.service.ts'
import {
  anonymiseMerged,
  anonymiseUser,
  assertExistsAndAdminLeft,
  findMerged,
  getUnchangedUser,
} from '../users/user.service.ts'
import type { Wallet } from '../wallet/wallet.schema.ts'
import { clearMemos, findBalances } from '../wallet/wallet.service.ts'
import { balanceNotSettled } from './privacy.problems.ts'

/**
 * Deletes a person. Bookings and entries stay under an account without a name. All texts that the person wrote are removed, and so
 * are the texts that staff wrote on the person's bookings and entries. Live bookings, also running ones, are cancelled with a full
 * refund. All of this happens in one transaction, for the accounts that were merged into the person's account, too; it is refused where a
 * balance would be left after all refunds. The refund of an expired booking counts, also where the row does not say yet that it has expired.
 *
 * Locks the administrators, the spaces that the person has reviewed, the users, the bookings and wallets. Raises
 * `not_found` (`unauthenticated` for the actor's own account), `precondition_failed`, `last_admin`, `balance_not_settled` with the
 * balances that would be left.
 */
export async function deletePerson(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const cause = { actorId: call.actor.id, now: deps.clock.now() }
    // `If-Match` is checked before every other rule, and once more after the user is locked.
    await getUnchangedUser(trx, call, id)
    await assertExistsAndAdminLeft(trx, call.actor, id)
    // The spaces are locked before the users, because a booking locks its space first and then waits for its user.
    await deleteReviewsOf(trx, [id, ...(await findMerged(trx, id))])
    const { email } = await anonymiseUser(trx, call, id, cause.now)
    // From here on no other account can be merged into this account.
    const merged = await findMerged(trx, id)
    const accounts = [id, ...merged]
    const pending: string[] = []
    for (const accountId of accounts) pending.push(...(await findUnfinishedPaymentIds(trx, accountId)))
    if (pending.length > 0) throw unfinished(pending)
    // A request of the person that held a lock on the account has been committed; later requests wait, then find the account deleted.
    // This deletes the reviews that were written, or came with a merged account, in between. Where one of them is approved already, a
    // space is locked after the users; a deadlock that follows makes this transaction run again.
    await deleteReviewsOf(trx, accounts)
    const cancelledBookingIds = await endAllOf(trx, id, cause)
    const balances = (await findBalances(trx, id)).filter((wallet) => wallet.balance > 0)
    if (balances.length > 0) throw unsettled(balances)
    for (const accountId of merged) await anonymiseMerged(trx, accountId, cause.now)
    for (const accountId of accounts)
      await deletePersonalData(trx, { id: accountId, email: accountId === id ? email : null })
    const auditEvent = { actorId: call.actor.id, action: 'delete', entity: 'user', entityId: id } as const
    const after = cancelledBookingIds.length > 0 ? { cancelledBookingIds } : null
    await record(trx, { ...auditEvent, before: null, after }, cause.now)
  })
}

async function deletePersonalData(trx: Tx, person: { id: string; email: string | null }): Promise<void> {
  const { id } = person
  const paymentIds = await clearPaymentTexts(trx, id)
  await deleteMailsOf(trx, person)
  await deleteSignInData(trx, id)
  await clearBookingTexts(trx, id)
  await clearMemos(trx, id)
  await deleteIdempotencyKeysOf(trx, id, paymentIds)
}

const unfinished = (pendingPaymentIds: string[]) =>
  balanceNotSettled(
    {
      en: 'A payment or a refund of this person is still under way: delete when it is over',
      ru: 'Платёж или возврат этого человека ещё не завершён: удалите учётную запись, когда он закончится',
    },
    { balances: [], pendingPaymentIds },
  )

const unsettled = (balances: Wallet['balances']) =>
  balanceNotSettled(
    {
      en: 'Money would be left on the balance, including the refunds of bookings that are not over: cancel or complete those bookings, pay the money out, then delete',
      ru: 'На балансе останутся деньги, считая возвраты за незавершённые бронирования: отмените или завершите эти бронирования, выплатите остаток и повторите удаление',
    },
    { balances },
  )
