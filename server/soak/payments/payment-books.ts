import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { refundableOf } from '../../../testing/payments/fake-provider.ts'
import type { startStripe } from '../../../testing/payments/stripe.ts'
import type { startYooKassa } from '../../../testing/payments/yookassa.ts'
import { jwtSecret } from '../../../testing/processes/service-process.ts'
import { findViolationsByScript, onDatabase } from '../books.ts'

export type FakeProvider = Awaited<ReturnType<typeof startStripe>> | Awaited<ReturnType<typeof startYooKassa>>

const reconcileScript = fileURLToPath(new URL('../../src/reconcile/reconcile.ts', import.meta.url))

/** The number of payments, refunds and holds of bookings that are not finished. */
export const countUnfinished = (url: string): Promise<number> =>
  onDatabase(url, async (db) => {
    const { rows } = await sql<{ count: number }>`
      SELECT (SELECT count(*) FROM payments WHERE status = 'pending')
        + (SELECT count(*) FROM payment_refunds WHERE status = 'pending')
        + (SELECT count(*) FROM bookings WHERE status = 'awaiting_payment') AS count`.execute(db)
    return Number(rows[0]?.count)
  })

type Payment = {
  id: string
  userId: string
  bookingId: string | null
  status: string
  toppedUp: number
  topUps: number
}
type Booked = { id: string; userId: string; status: string; cost: number; charged: number; charges: number }
type Wallet = { userId: string; balance: number; atTheDesk: number }

/** The payments, bookings and wallets of the service, which are compared with the books of the provider. */
function readOwnBooks(url: string) {
  return onDatabase(url, async (db) => {
    const payments = await sql<Payment>`
      SELECT p.id, p.user_id, p.booking_id, p.status, coalesce(sum(t.amount), 0)::bigint AS topped_up, count(t.id)::int AS top_ups
      FROM payments p LEFT JOIN transfers t ON t.payment_id = p.id AND t.kind = 'top_up' GROUP BY p.id`.execute(
      db,
    )
    // A booking that was never paid keeps its `hold_until`.
    const bookings = await sql<Booked>`
      SELECT b.id, b.user_id, b.status, CASE WHEN b.hold_until IS NULL THEN b.total_price - b.refunded ELSE 0 END AS cost,
        coalesce(sum(t.amount) FILTER (WHERE t.kind = 'charge'), 0)::bigint AS charged,
        count(t.id) FILTER (WHERE t.kind = 'charge')::int AS charges
      FROM bookings b LEFT JOIN transfers t ON t.booking_id = b.id GROUP BY b.id`.execute(db)
    const wallets = await sql<Wallet>`
      SELECT a.user_id, a.balance, coalesce((SELECT sum(amount) FROM transfers t WHERE t.to_account = a.id
        AND t.kind = 'top_up' AND t.payment_id IS NULL), 0)::bigint AS at_the_desk
      FROM accounts a WHERE a.user_id IS NOT NULL`.execute(db)
    return { payments: payments.rows, bookings: bookings.rows, wallets: wallets.rows }
  })
}

/** Compares the books of the fake provider with those of the service, and runs `make reconcile` and `make audit`. */
export async function compareBooks(url: string, fakeProvider: FakeProvider) {
  const { payments, bookings, wallets } = await readOwnBooks(url)
  const { state } = fakeProvider
  const atProvider = new Map([...state.payments.values()].map((payment) => [payment.paymentId, payment]))
  const differences: string[] = []
  if (atProvider.size !== state.payments.size)
    differences.push('the provider has two payments for one of ours')
  const paymentsById = new Map(payments.map((payment) => [payment.id, payment]))
  for (const { paymentId, status, received } of state.payments.values()) {
    const ours = paymentsById.get(paymentId)
    const credited = status === 'paid' ? received : 0
    if (!ours) differences.push(`payment ${paymentId} of the provider is not known`)
    else if (ours.toppedUp !== credited || ours.topUps > 1)
      differences.push(
        `payment ${paymentId}: ${credited} received, ${ours.toppedUp} credited by ${ours.topUps}`,
      )
  }
  const expectedByUser = new Map<string, number>()
  const add = (userId: string, amount: number) =>
    expectedByUser.set(userId, (expectedByUser.get(userId) ?? 0) + amount)
  for (const { id, userId } of payments) {
    const payment = atProvider.get(id)
    if (payment) add(userId, refundableOf(state, payment.id))
  }
  for (const booking of bookings) {
    add(booking.userId, -booking.cost)
    if (
      booking.charges > 1 ||
      (booking.status === 'confirmed') !== (booking.charges === 1 && booking.cost > 0)
    )
      differences.push(
        `booking ${booking.id} is ${booking.status} with ${booking.charges} charges of ${booking.charged}`,
      )
  }
  for (const { userId, balance, atTheDesk } of wallets) {
    const expected = atTheDesk + (expectedByUser.get(userId) ?? 0)
    if (balance !== expected) differences.push(`the wallet of ${userId} holds ${balance}, not ${expected}`)
  }
  differences.push(...(await reconcileByScript(url, fakeProvider)), ...(await findViolationsByScript(url)))
  const paid = [...state.payments.values()].filter(({ status }) => status === 'paid')
  const refunds = [...state.refunds.values()].filter(({ status }) => status === 'succeeded')
  const sum = (rows: { amount: number }[]) => rows.reduce((total, { amount }) => total + amount, 0)
  return {
    totals: {
      payments: state.payments.size,
      paid: paid.length,
      'kopecks in': sum(paid),
      'refunds, kopecks back': `${refunds.length}, ${sum(refunds)}`,
      'bookings confirmed / expired / cancelled': ['confirmed', 'expired', 'cancelled']
        .map((status) => bookings.filter((booking) => booking.status === status).length)
        .join(' / '),
    },
    differences,
  }
}

/** Runs the script of `make reconcile`. */
async function reconcileByScript(url: string, { env }: FakeProvider): Promise<string[]> {
  const settings = { ...process.env, ...env, DATABASE_URL: url, JWT_SECRET: jwtSecret }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [reconcileScript], {
    env: settings,
    maxBuffer: 2 ** 26,
  }).catch((error) => error)
  return stdout.startsWith('Our books') ? [] : [`make reconcile: ${stdout}${stderr}`]
}
