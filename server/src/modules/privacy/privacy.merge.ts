import { withIdempotency } from '../../db/idempotency.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { invalidField } from '../../shared/problems.ts'
import { record } from '../audit/audit.service.ts'
import { deleteSignInData } from '../auth/auth.service.ts'
import { changeOwner, lockForChangeOfOwner } from '../bookings/booking.merge.ts'
import { redirectMails } from '../mails/mail.service.ts'
import { findUnfinishedPaymentIds } from '../payments/payment.service.ts'
import { assertNotMerged, lockForMerge, mergeAccounts } from '../users/user.merge.ts'
import type { NewMerge, UserForStaff } from '../users/user.schema.ts'
import { getUnchangedUser, getUser, rightsOf } from '../users/user.service.ts'
import { mergeWallets } from '../wallet/wallet.merge.ts'
import { balanceNotSettled } from './privacy.problems.ts'

/**
 * Merges two accounts of one person: live bookings and balances go to the surviving account (`into`); the closed account keeps its
 * history. Refused while a payment, a refund or an unpaid booking of the account to close is under way. Locks both users by id,
 * the bookings and the wallets. Raises `validation_failed`, `not_found`, `forbidden`, `precondition_failed`, `invalid_transition`,
 * `balance_not_settled`.
 */
export async function mergePerson(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  input: NewMerge,
): Promise<UserForStaff> {
  assertOtherAccount(id, input)
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const now = deps.clock.now()
    const cause = { actorId: call.actor.id, now }
    const merge = await lockForMerge(trx, call.actor, id, input)
    const intoId = merge.into.id
    const person = await getUnchangedUser(trx, call, id)
    assertNotMerged(merge)
    const bookings = await lockForChangeOfOwner(trx, id, now)
    const unpaid = bookings.filter(({ status }) => status === 'awaiting_payment').map((booking) => booking.id)
    const pending = await findUnfinishedPaymentIds(trx, id)
    if (pending.length > 0 || unpaid.length > 0) throw unfinished(pending, unpaid)
    const before = rightsOf(person)
    await deleteSignInData(trx, id)
    await redirectMails(trx, id, intoId)
    await mergeAccounts(trx, merge, now)
    await changeOwner(trx, bookings, intoId, cause)
    const balances = await mergeWallets(trx, id, intoId, cause)
    const moved = { mergedInto: intoId, bookingIds: bookings.map((booking) => booking.id), balances }
    const auditEvent = { actorId: call.actor.id, action: 'merge', entity: 'user', entityId: id } as const
    await record(trx, { ...auditEvent, before, after: { ...before, ...moved } }, now)
    return getUser(trx, intoId)
  })
}

/** Raises `validation_failed`. Pure. */
export function assertOtherAccount(id: string, { into }: NewMerge): void {
  if (id === into)
    throw invalidField('/into', {
      en: 'must be another account',
      ru: 'должно быть другой учётной записью',
    })
}

const unfinished = (pendingPaymentIds: string[], pendingBookingIds: string[]) =>
  balanceNotSettled(
    {
      en: 'A payment, a refund or an unpaid booking of this person is still under way: merge the accounts when it is over',
      ru: 'Платёж, возврат или неоплаченное бронирование этого человека ещё не завершены: объедините учётные записи, когда они закончатся',
    },
    { balances: [], pendingPaymentIds, pendingBookingIds },
  )
