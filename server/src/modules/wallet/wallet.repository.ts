import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { type Instant, toInstant, toMs } from '../../shared/time-range.ts'
import type { Channel, EntryKind } from './wallet.schema.ts'

type LedgerAccountKey =
  | { kind: 'wallet'; userId: string; currency: string }
  | { kind: 'revenue'; locationId: string; currency: string }
  | { kind: Channel | 'adjustment' | 'clearing'; currency: string }

const findLedgerAccount = async (db: Db, key: LedgerAccountKey): Promise<string | undefined> => {
  const userId = 'userId' in key ? key.userId : null
  const locationId = 'locationId' in key ? key.locationId : null
  // PostgreSQL uses no index for IS NOT DISTINCT FROM: with that operator, each transfer would read all wallets.
  const operator = (id: string | null) => (id === null ? 'is' : '=')
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('kind', '=', key.kind)
    .where('userId', operator(userId), userId)
    .where('locationId', operator(locationId), locationId)
    .where('currency', '=', key.currency)
    .executeTakeFirst()
  return row?.id
}

/** The id of the ledger account, which is made where it does not exist yet. */
export async function ensureLedgerAccount(trx: Tx, key: LedgerAccountKey, now: Instant): Promise<string> {
  const existing = await findLedgerAccount(trx, key)
  if (existing) return existing
  // `touchedAt` is the time of the last transfer of a wallet; other accounts keep the initial value. The first transfer may have the time `now`,
  // so the initial value must be earlier.
  const times = { createdAt: now, touchedAt: toInstant(toMs(now) - 1) }
  const balance = key.kind === 'wallet' ? 0 : null
  await trx
    .insertInto('accounts')
    .values({ id: newId(), ...key, balance, ...times })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  // Another transaction may have made the account meanwhile; a new statement sees the row that the other transaction committed.
  const created = await findLedgerAccount(trx, key)
  if (!created) throw new Error(`no ledger account for ${JSON.stringify(key)}`)
  return created
}

type NewTransfer = {
  walletId: string
  /** The account on the other side. */
  contraAccountId: string
  /** Positive where the wallet gains money, negative where it loses money; never 0. */
  amount: number
  kind: EntryKind
  bookingId: string | null
  paymentId: string | null
  /** Where staff took the money or paid it out; null in a transfer for a booking. */
  locationId: string | null
  shiftId: string | null
  memo: string | null
  actorId: string | null
  now: Instant
}

type NewBookingTransfer = Omit<
  NewTransfer,
  'walletId' | 'contraAccountId' | 'paymentId' | 'locationId' | 'shiftId' | 'memo'
> & {
  userId: string
  /** The location that earns the money. It is not stored in the transfer. */
  locationId: string
  currency: string
}

/**
 * Moves money as `insertTransfer` does, for a booking: between its owner's wallet and the revenue of its location. The statement also finds
 * these two ledger accounts. Nearly every transfer is of this kind. Returns null and writes nothing where one of the accounts does not
 * exist yet or the balance would fall below zero.
 */
export async function insertBookingTransfer(
  trx: Tx,
  newTransfer: NewBookingTransfer,
): Promise<{ id: string } | null> {
  const { revenue, wallet, transfer } = bookingTransferStatements(newTransfer, sql`true`)
  const { rows } = await sql<{ id: string }>`
    WITH revenue AS (${revenue}), wallet AS (${wallet}) ${transfer} RETURNING id`.execute(trx)
  return rows[0] ?? null
}

const isWallet = ({ userId, currency }: Pick<NewBookingTransfer, 'userId' | 'currency'>) => sql`
  kind = 'wallet' AND user_id = ${userId} AND location_id IS NULL AND currency = ${currency}`

const selectRevenueAccount = ({
  locationId,
  currency,
}: Pick<NewBookingTransfer, 'locationId' | 'currency'>) => sql`
  SELECT id FROM accounts
  WHERE kind = 'revenue' AND user_id IS NULL AND location_id = ${locationId} AND currency = ${currency}`

/**
 * The parts of the statement of `insertBookingTransfer`, for a larger statement that contains them under these names. Money moves only
 * where `when` is true.
 */
export function bookingTransferStatements(newTransfer: NewBookingTransfer, when: RawBuilder<boolean>) {
  const { amount, kind, bookingId, actorId, now } = newTransfer
  const wallet = sql`
    UPDATE accounts
    SET balance = balance + ${amount}::bigint, version = version + 1,
      touched_at = greatest(touched_at + interval '1 millisecond', ${now}::timestamptz)
    WHERE ${isWallet(newTransfer)} AND balance + ${amount}::bigint >= 0 AND EXISTS (SELECT FROM revenue) AND ${when}
    RETURNING id, balance, version, touched_at`
  const transfer = sql`
    INSERT INTO transfers (id, from_account, to_account, amount, kind, booking_id, actor_id, wallet_id, balance_after,
      wallet_version, created_at)
    SELECT ${newId()}::uuid, ${sql.ref(amount < 0 ? 'wallet.id' : 'revenue.id')}, ${sql.ref(amount < 0 ? 'revenue.id' : 'wallet.id')},
      ${Math.abs(amount)}::bigint, ${kind}, ${bookingId}::uuid, ${actorId}::uuid, wallet.id, balance, version, touched_at
    FROM wallet, revenue`
  return { revenue: selectRevenueAccount(newTransfer), wallet, transfer }
}

/**
 * Moves money between a wallet and another account in one statement, and locks the wallet's row: its balance, its version and the
 * transfer change together. Returns null and writes nothing where the balance would fall below zero.
 */
export async function insertTransfer(trx: Tx, newTransfer: NewTransfer) {
  const {
    walletId,
    contraAccountId,
    amount,
    kind,
    bookingId,
    paymentId,
    locationId,
    shiftId,
    memo,
    actorId,
    now,
  } = newTransfer
  const [from, to] = amount < 0 ? [walletId, contraAccountId] : [contraAccountId, walletId]
  const { rows } = await sql<{ id: string; balanceAfter: number; createdAt: Instant }>`
    WITH wallet AS (
      UPDATE accounts
      SET balance = balance + ${amount}::bigint, version = version + 1,
        touched_at = greatest(touched_at + interval '1 millisecond', ${now}::timestamptz)
      WHERE id = ${walletId} AND balance + ${amount}::bigint >= 0
      RETURNING id, balance, version, touched_at
    )
    INSERT INTO transfers (id, from_account, to_account, amount, kind, booking_id, payment_id, location_id, shift_id, memo,
      actor_id, wallet_id, balance_after, wallet_version, created_at)
    SELECT ${newId()}, ${from}::uuid, ${to}::uuid, ${Math.abs(amount)}::bigint, ${kind}, ${bookingId}::uuid,
      ${paymentId}::uuid, ${locationId}::uuid, ${shiftId}::uuid, ${memo}, ${actorId}::uuid, id, balance, version, touched_at
    FROM wallet
    RETURNING id, balance_after, created_at
  `.execute(trx)
  return rows[0] ?? null
}

export const findBalance = async (db: Db, walletId: string): Promise<number> => {
  const row = await db.selectFrom('accounts').select('balance').where('id', '=', walletId).executeTakeFirst()
  return row?.balance ?? 0
}

/** Locks a wallet and returns its balance; 0 where there is no wallet yet. */
export async function lockBalance(
  trx: Tx,
  { userId, currency }: Pick<NewBookingTransfer, 'userId' | 'currency'>,
): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    SELECT balance FROM accounts WHERE ${isWallet({ userId, currency })} FOR NO KEY UPDATE`.execute(trx)
  return rows[0]?.balance ?? 0
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

/** Clears the memos of a person's transfers. The database permits no other change of a transfer. */
export const clearMemos = (trx: Tx, userId: string) =>
  trx
    .updateTable('transfers')
    .set({ memo: null })
    .where('walletId', 'in', (eb) => eb.selectFrom('accounts').select('id').where('userId', '=', userId))
    .where('memo', 'is not', null)
    .execute()

/** The net amount that was paid for each of these bookings until now: charges minus refunds. Bookings without entries are left out. */
export async function findNetPaid(db: Db, bookingIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; paid: number }>`
    SELECT booking_id AS id, sum(CASE kind WHEN 'charge' THEN amount WHEN 'refund' THEN -amount ELSE 0 END)::bigint AS paid
    FROM transfers WHERE booking_id = ANY(${bookingIds}::uuid[]) GROUP BY booking_id
  `.execute(db)
  return new Map(rows.map(({ id, paid }) => [id, paid]))
}
