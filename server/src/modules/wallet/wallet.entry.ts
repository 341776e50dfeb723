import type { Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { maxMoney } from '../../shared/money.ts'
import { forbidden, invalidField } from '../../shared/problems.ts'
import { errorOfCurrency } from '../../shared/text.ts'
import { record } from '../audit/audit.service.ts'
import { findLocationAndShift } from '../shifts/shift.service.ts'
import { lockManagedUser } from '../users/user.rights.ts'
import { assertNotBlocked } from '../users/user.service.ts'
import { balanceTooLarge } from './wallet.problems.ts'
import type { Entry, NewEntry } from './wallet.schema.ts'
import { findBalances, transferWithoutBooking } from './wallet.service.ts'

/**
 * Adds an entry to a user's wallet: staff take money (`top_up`) or pay it out (`payout`, a negative amount); only an administrator makes a
 * correction of either sign (`adjustment`). Locks the user, the actor's open shift, then the wallet. Raises `validation_failed`, `not_found`,
 * `forbidden`, `shift_required`, `insufficient_funds`.
 */
export async function addEntry(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  call: Call,
  userId: string,
  input: NewEntry,
): Promise<Entry> {
  const { amount, kind, currency = deps.config.CURRENCY, memo = null } = input
  assertValidEntry(input)
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    await lockManagedUser(trx, call.actor, userId)
    if (kind !== 'top_up') await assertCurrencyOfBalance(trx, userId, currency)
    // The money of a blocked account can be paid out and corrected, but not increased by a top-up.
    if (kind === 'top_up') await assertNotBlocked(trx, userId)
    if (kind === 'adjustment' && call.actor.role !== 'admin')
      throw forbidden({
        en: 'Only an administrator makes adjustments',
        ru: 'Корректировки делает только администратор',
      })
    const channel = kind === 'adjustment' ? null : (input.channel ?? 'cash')
    const locationAndShift = await findLocationAndShift(trx, call.actor, {
      channel,
      currency,
      locationId: input.locationId,
    })
    const details = {
      memo,
      actorId: call.actor.id,
      paymentId: null,
      ...locationAndShift,
      now: deps.clock.now(),
    }
    const entry = await transferWithoutBooking(trx, { userId, currency, amount, kind, channel, ...details })
    if (amount > 0 && entry.balanceAfter > maxMoney) throw balanceTooLarge()
    const auditEvent = { actorId: call.actor.id, action: kind, entity: 'wallet', entityId: userId } as const
    await record(trx, { ...auditEvent, before: null, after: entry }, deps.clock.now())
    return entry
  })
}

/**
 * A code may be withdrawn from ISO 4217 while wallets hold money in it: that money can be paid out and corrected. Raises `validation_failed`.
 */
async function assertCurrencyOfBalance(trx: Tx, userId: string, currency: string): Promise<void> {
  const error = errorOfCurrency(currency)
  if (!error) return
  const balances = await findBalances(trx, userId)
  if (!balances.some((balance) => balance.currency === currency)) throw invalidField('/currency', error)
}

/** Raises `validation_failed`. Pure. */
export function assertValidEntry({ amount, kind, channel, locationId, currency }: NewEntry): void {
  if (amount === 0) throw invalidField('/amount', { en: 'must not be 0', ru: 'не должна быть равна 0' })
  if (kind === 'top_up' && amount < 0)
    throw invalidField('/amount', {
      en: 'must be more than 0 in a top-up',
      ru: 'должна быть больше 0 при пополнении',
    })
  const currencyError = kind === 'top_up' && currency !== undefined ? errorOfCurrency(currency) : null
  if (currencyError) throw invalidField('/currency', currencyError)
  if (kind === 'payout' && amount > 0)
    throw invalidField('/amount', {
      en: 'must be less than 0 in a payout',
      ru: 'должна быть меньше 0 при выплате',
    })
  if (kind === 'adjustment' && locationId !== undefined) throw invalidField('/locationId', notForAdjustments)
  if (kind === 'adjustment' && channel !== undefined) throw invalidField('/channel', notForAdjustments)
}

const notForAdjustments = {
  en: 'is for top-ups and payouts: an adjustment moves no money in or out',
  ru: 'указывается только при пополнении и выплате: при корректировке деньги не поступают и не выдаются',
}
