import type { Tx } from '../../db/db.ts'
import { maxMoney } from '../../shared/money.ts'
import { toInstant } from '../../shared/time-range.ts'
import { mergedBalanceTooLarge } from './wallet.problems.ts'
import * as repository from './wallet.repository.ts'
import type { Wallet } from './wallet.schema.ts'

/**
 * Moves all balances of one person to another through the clearing account, by two transfers of kind `merge` for each currency.
 * Returns the balances that moved. Locks the wallets, by owner. Raises `validation_failed` where a balance would be too large.
 */
export async function mergeWallets(
  trx: Tx,
  fromId: string,
  intoId: string,
  { actorId, now: nowMs }: { actorId: string; now: number },
): Promise<Wallet['balances']> {
  for (const userId of [fromId, intoId].sort())
    for (const { currency } of await repository.findBalances(trx, userId))
      await repository.lockBalance(trx, { userId, currency })
  const balances = (await repository.findBalances(trx, fromId)).filter(({ balance }) => balance > 0)
  for (const { currency, balance } of balances) {
    // Refunds may have brought the balance above the limit of one transfer.
    if (balance > maxMoney) throw mergedBalanceTooLarge()
    const now = toInstant(nowMs)
    const contraAccountId = await repository.ensureLedgerAccount(trx, { kind: 'clearing', currency }, now)
    for (const [userId, amount] of [
      [fromId, -balance],
      [intoId, balance],
    ] as const) {
      const walletId = await repository.ensureLedgerAccount(trx, { kind: 'wallet', userId, currency }, now)
      const transfer = await repository.insertTransfer(trx, {
        walletId,
        contraAccountId,
        amount,
        kind: 'merge',
        bookingId: null,
        paymentId: null,
        locationId: null,
        shiftId: null,
        memo: null,
        actorId,
        now,
      })
      if (!transfer) throw new Error(`the locked wallet of ${userId} lost its money`)
      if (transfer.balanceAfter > maxMoney) throw mergedBalanceTooLarge()
    }
  }
  return balances
}
