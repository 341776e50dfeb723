import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { type Instant, toInstant, toMs } from '../../shared/time-range.ts'
import type { Channel, EntryKind } from './wallet.schema.ts'

type Owner =
  | { kind: 'wallet'; userId: string; currency: string }
  | { kind: 'revenue'; locationId: string; currency: string }
  | { kind: Channel | 'adjustment'; currency: string }

const find = async (db: Db, owner: Owner): Promise<string | undefined> => {
  const { userId = null, locationId = null } = { userId: undefined, locationId: undefined, ...owner }
  // No index serves IS NOT DISTINCT FROM: each payment would read every wallet there is.
  const operator = (id: string | null) => (id === null ? 'is' : '=')
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('kind', '=', owner.kind)
    .where('userId', operator(userId), userId)
    .where('locationId', operator(locationId), locationId)
    .where('currency', '=', owner.currency)
    .executeTakeFirst()
  return row?.id
}

/** The account's id; made when it is first asked for. */
export async function ensureAccount(trx: Tx, owner: Owner, now: Instant): Promise<string> {
  const known = await find(trx, owner)
  if (known) return known
  // Untouched as yet: its first transfer may bear this very instant.
  const times = { createdAt: now, touchedAt: toInstant(toMs(now) - 1) }
  const balance = owner.kind === 'wallet' ? 0 : null
  await trx
    .insertInto('accounts')
    .values({ id: newId(), ...owner, balance, ...times })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  // Another transaction may have made it meanwhile; a new statement sees what that one committed.
  const made = await find(trx, owner)
  if (!made) throw new Error(`no account for ${JSON.stringify(owner)}`)
  return made
}

type Movement = {
  walletId: string
  counterId: string
  /** Signed as the wallet sees it; never 0. */
  amount: number
  kind: EntryKind
  bookingId: string | null
  paymentId: string | null
  memo: string | null
  actorId: string | null
  now: Instant
}

type Payment = Omit<Movement, 'walletId' | 'counterId' | 'paymentId' | 'memo'> & {
  userId: string
  locationId: string
  currency: string
}

/**
 * `move` between a member's wallet and a location's revenue, found in the same statement: what nearly every payment is.
 * Null, and nothing done, where one of the two is not there yet or the balance would go below zero.
 */
export async function moveByOwners(trx: Tx, payment: Payment): Promise<{ id: string } | null> {
  const { revenue, wallet, transfer } = movementByOwners(payment, sql`true`)
  const { rows } = await sql<{ id: string }>`
    WITH revenue AS (${revenue}), wallet AS (${wallet}) ${transfer} RETURNING id`.execute(trx)
  return rows[0] ?? null
}

const walletOf = ({ userId, currency }: Pick<Payment, 'userId' | 'currency'>) => sql`
  kind = 'wallet' AND user_id = ${userId} AND location_id IS NULL AND currency = ${currency}`

const revenueOf = ({ locationId, currency }: Pick<Payment, 'locationId' | 'currency'>) => sql`
  SELECT id FROM accounts
  WHERE kind = 'revenue' AND user_id IS NULL AND location_id = ${locationId} AND currency = ${currency}`

/** The steps of the same, for a statement that holds them under these names. */
export function movementByOwners(payment: Payment, when: RawBuilder<boolean>) {
  const { amount, kind, bookingId, actorId, now } = payment
  const wallet = sql`
    UPDATE accounts
    SET balance = balance + ${amount}::bigint, version = version + 1,
      touched_at = greatest(touched_at + interval '1 millisecond', ${now}::timestamptz)
    WHERE ${walletOf(payment)} AND balance + ${amount}::bigint >= 0 AND EXISTS (SELECT FROM revenue) AND ${when}
    RETURNING id, balance, version, touched_at`
  const transfer = sql`
    INSERT INTO transfers (id, from_account, to_account, amount, kind, booking_id, actor_id, wallet_id, balance_after,
      wallet_version, created_at)
    SELECT ${newId()}::uuid, ${sql.ref(amount < 0 ? 'wallet.id' : 'revenue.id')}, ${sql.ref(amount < 0 ? 'revenue.id' : 'wallet.id')},
      ${Math.abs(amount)}::bigint, ${kind}, ${bookingId}::uuid, ${actorId}::uuid, wallet.id, balance, version, touched_at
    FROM wallet, revenue`
  return { revenue: revenueOf(payment), wallet, transfer }
}

/** Locks the wallet of a payment, if it and the location's revenue are there and the wallet can pay: then `movementByOwners` moves. */
export const holdByOwners = (payment: Payment, when: RawBuilder<boolean>) => sql`
  SELECT id FROM accounts
  WHERE ${walletOf(payment)} AND balance + ${payment.amount}::bigint >= 0 AND EXISTS (${revenueOf(payment)}) AND ${when}
  FOR NO KEY UPDATE`

/**
 * Moves money between a wallet and another account in one statement, locking the wallet's row: its balance, its
 * version and the transfer change together. Null, and nothing done, where the balance would go below zero.
 */
export async function move(trx: Tx, movement: Movement) {
  const { walletId, counterId, amount, kind, bookingId, paymentId, memo, actorId, now } = movement
  const [from, to] = amount < 0 ? [walletId, counterId] : [counterId, walletId]
  const { rows } = await sql<{ id: string; balanceAfter: number; createdAt: Instant }>`
    WITH wallet AS (
      UPDATE accounts
      SET balance = balance + ${amount}::bigint, version = version + 1,
        touched_at = greatest(touched_at + interval '1 millisecond', ${now}::timestamptz)
      WHERE id = ${walletId} AND balance + ${amount}::bigint >= 0
      RETURNING id, balance, version, touched_at
    )
    INSERT INTO transfers (id, from_account, to_account, amount, kind, booking_id, payment_id, memo, actor_id,
      wallet_id, balance_after, wallet_version, created_at)
    SELECT ${newId()}, ${from}::uuid, ${to}::uuid, ${Math.abs(amount)}::bigint, ${kind}, ${bookingId}::uuid,
      ${paymentId}::uuid, ${memo}, ${actorId}::uuid, id, balance, version, touched_at
    FROM wallet
    RETURNING id, balance_after, created_at
  `.execute(trx)
  return rows[0] ?? null
}

export const findBalance = async (db: Db, walletId: string): Promise<number> => {
  const row = await db.selectFrom('accounts').select('balance').where('id', '=', walletId).executeTakeFirst()
  return row?.balance ?? 0
}

/** Balances of the wallets that have entries, by currency. */
export const findBalances = (db: Db, userId: string) =>
  db
    .selectFrom('accounts')
    .select(['currency', 'balance'])
    .$narrowType<{ balance: number }>()
    .where('userId', '=', userId)
    .where('version', '>', 0)
    .orderBy('currency')
    .execute()

/** The one change of a transfer that the database lets through. */
export const clearMemos = (trx: Tx, userId: string) =>
  trx
    .updateTable('transfers')
    .set({ memo: null })
    .where('walletId', 'in', (eb) => eb.selectFrom('accounts').select('id').where('userId', '=', userId))
    .where('memo', 'is not', null)
    .execute()
