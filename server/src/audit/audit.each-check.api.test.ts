import { expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  topUp,
} from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { everyCheck } from './audit.books.ts'
import type { checks } from './audit.checks.ts'
import { momentOf } from './audit.moment.ts'

/** Statements that together violate a check. */
type Corruption = string[]

/** The id of each row that a corruption inserts. */
const id = '01a2038e-0000-7000-8000-000000000001'

/** Drops the constraints that would refuse the wrong row. (The foreign keys and triggers are off.) */
const dropConstraints = (table: string) => `
  DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype IN ('c', 'x') LOOP
      EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', found.conname);
    END LOOP;
  END $$`

async function makeBooks(service: TestService) {
  const { admin, location, space } = await makeCoworking(service)
  const other = await makeCoworking(service)
  const member = await makeMember(service, admin, 1_000_000)
  const make = (from: string, to: string) =>
    makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', from, to) })
  const [booking, cancelled] = [await make('10:00', '11:00'), await make('12:00', '13:00')]
  await changeStatus(service, member, 'cancel', cancelled.id)
  const merged = await makeMember(service, admin, 70_000)
  const asAdmin = (path: string, body: object) => service.request('POST', path, { token: admin.token, body })
  await asAdmin(`users/${merged.id}/merge`, { into: member.id })
  const shift = await asAdmin(`locations/${location.id}/shifts`, { float: 100 })
  await topUp(service, admin, member.id, 500)
  await asAdmin(`shifts/${shift.body.id}/close`, { counted: 700 })
  return {
    admin: admin.id,
    member: member.id,
    merged: merged.id,
    space: space.id,
    booking: booking.id,
    cancelled: cancelled.id,
    otherLocation: other.location.id,
  }
}

/** For each check, corruptions that it finds. The type makes a new check without a corruption an error. */
function corruptions(
  books: Awaited<ReturnType<typeof makeBooks>>,
): Record<keyof typeof checks, Corruption[]> {
  const wallet = `(SELECT id FROM accounts WHERE user_id = '${books.member}')`
  const setBooking = (change: string, bookingId = books.booking) =>
    `UPDATE bookings SET ${change} WHERE id = '${bookingId}'`
  const insertPayment = (userId: string, status: string, bookingId: string | null = null) => [
    dropConstraints('payments'),
    `INSERT INTO payments (id, user_id, booking_id, amount, currency, status, provider, created_at, asked_at, due_at, finished_at,
        provider_id)
      VALUES ('${id}', '${userId}', ${bookingId === null ? 'NULL' : `'${bookingId}'`}, 500, 'RUB', '${status}', 'stripe',
        now(), now(), now(), now(), 'provider''s')`,
  ]
  const insertReseal = (after: object) =>
    `INSERT INTO audit_events (id, seq, seal, action, entity, entity_id, after, created_at)
      SELECT '${id}', seq + 1, 'a seal', 'reseal', 'audit', '${id}', '${JSON.stringify(after)}', now() FROM audit_head`
  return {
    "a wallet's balance is its last entry's and the sum of its entries": [
      [`UPDATE accounts SET balance = balance + 1 WHERE id = ${wallet}`],
    ],
    "a wallet's entries are numbered without a gap, in order of time, and each balance follows from the one before":
      [
        [
          `UPDATE transfers SET balance_after = balance_after + 1 WHERE wallet_id = ${wallet} AND wallet_version = 2`,
        ],
        [
          `UPDATE transfers SET created_at = created_at + interval '1 day' WHERE wallet_id = ${wallet} AND wallet_version = 2`,
        ],
        [
          `UPDATE transfers SET wallet_version = wallet_version + 100 WHERE wallet_id = ${wallet} AND wallet_version > 2`,
        ],
      ],
    "a wallet's version is the number of its entries": [
      [`UPDATE accounts SET version = version + 1 WHERE id = ${wallet}`],
    ],
    'no wallet is below zero': [
      [dropConstraints('accounts'), `UPDATE accounts SET balance = -1 WHERE id = ${wallet}`],
    ],
    'both accounts of a transfer are in one currency': [
      [
        dropConstraints('accounts'),
        `INSERT INTO accounts (id, kind, currency, created_at, touched_at) VALUES ('${id}', 'cash', 'EUR', now(), now())`,
        `UPDATE transfers SET from_account = '${id}' WHERE kind = 'top_up'`,
      ],
    ],
    'the other side of a top-up or payout is a channel, of a charge or refund the revenue of a location, of a merge the clearing account, of an adjustment an adjustment account (in old data: cash)':
      [
        [
          `UPDATE transfers SET from_account = (SELECT id FROM accounts WHERE kind = 'revenue' LIMIT 1) WHERE kind = 'top_up'`,
        ],
        [
          `UPDATE transfers SET to_account = (SELECT id FROM accounts WHERE kind = 'cash' LIMIT 1) WHERE kind = 'charge'`,
        ],
        [
          `UPDATE transfers SET to_account = (SELECT id FROM accounts WHERE kind = 'cash' LIMIT 1)
            WHERE kind = 'merge' AND wallet_id = from_account`,
        ],
      ],
    'what leaves the wallet of a merged account arrives in the wallet of another: clearing sums to zero': [
      [`DELETE FROM transfers WHERE kind = 'merge' AND wallet_id = ${wallet}`],
    ],
    'a deleted account, also a merged one, holds no money': [
      [`UPDATE accounts SET balance = 5 WHERE user_id = '${books.merged}'`],
    ],
    'a merged account holds no live booking, and the account it is merged into is not merged itself': [
      [setBooking(`user_id = '${books.merged}'`)],
      [
        dropConstraints('users'),
        `UPDATE users SET merged_into = '${books.admin}' WHERE id = '${books.member}'`,
      ],
    ],
    'money of a shift is cash, of its person, its location and its currency': [
      [`UPDATE transfers SET actor_id = '${books.member}' WHERE shift_id IS NOT NULL`],
      [`UPDATE transfers SET location_id = '${books.otherLocation}' WHERE shift_id IS NOT NULL`],
      [dropConstraints('shifts'), `UPDATE shifts SET currency = 'EUR'`],
    ],
    'the difference of a closed shift is the counted cash less the float and less the net cash of its transfers':
      [[`UPDATE shifts SET counted = counted + 1`]],
    'a succeeded payment has exactly one top-up of its amount, and no other payment has one': [
      insertPayment(books.member, 'succeeded'),
    ],
    'the transfers of a payment are in the wallet of its payer, in its currency and by its provider': [
      [
        ...insertPayment(books.admin, 'succeeded'),
        dropConstraints('transfers'),
        `UPDATE transfers SET payment_id = '${id}' WHERE shift_id IS NOT NULL`,
      ],
    ],
    'the refunds of a payment are at most its amount, and were paid out of the wallet': [
      [
        ...insertPayment(books.member, 'failed'),
        dropConstraints('payment_refunds'),
        `INSERT INTO payment_refunds (id, payment_id, amount, status, actor_id, created_at, asked_at, due_at)
          VALUES ('${id}', '${id}', 50, 'pending', '${books.admin}', now(), now(), now())`,
      ],
    ],
    'the money of a booking moves between its owner and the revenue of its location, in its currency': [
      [setBooking(`user_id = '${books.admin}'`)],
      [setBooking(`location_id = '${books.otherLocation}'`)],
      [setBooking(`currency = 'EUR'`)],
    ],
    'a booking has been charged its price, and the sum of its refunds is the sum that it stores': [
      [setBooking('refunded = refunded - 1', books.cancelled)],
      [setBooking('total_price = total_price + 1')],
    ],
    'a booking that was held and not paid has moved no money, and is not confirmed': [
      [dropConstraints('bookings'), setBooking('hold_until = now()')],
    ],
    'a booking whose hold is over was paid, or has expired': [
      [
        dropConstraints('bookings'),
        setBooking(`status = 'awaiting_payment', hold_until = created_at - interval '6 minutes'`),
      ],
    ],
    'a booking that is not over is marked as awaiting its cancellation exactly while a closure still has to cancel it':
      [[setBooking('awaits_cancellation = true')]],
    'a payment for a booking is of its owner and its currency': [
      insertPayment(books.admin, 'failed', books.booking),
    ],
    "a booking's price is its quote's": [
      [setBooking(`quote = jsonb_set(quote::jsonb, '{total}', '1')::json`)],
      [setBooking(`quote = jsonb_set(quote::jsonb, '{lines}', '[]')::json`)],
    ],
    'no two bookings occupy one space at one time': [
      [
        dropConstraints('bookings'),
        setBooking(`slot = (SELECT slot FROM bookings WHERE id = '${books.booking}')`, books.cancelled),
      ],
    ],
    'the audit trail is whole: each event is sealed together with the seal of the one before': [
      [`UPDATE audit_events SET action = 'another' WHERE seq = 2`],
      [`DELETE FROM audit_events WHERE seq = 2`],
    ],
    'the audit trail ends where its head says': [
      [`DELETE FROM audit_events WHERE seq = (SELECT seq FROM audit_head)`],
      [`UPDATE audit_head SET seal = 'a seal'`],
    ],
    'the audit trail begins where its last cut says': [
      [
        `INSERT INTO audit_start (seq, seal) SELECT seq, seal FROM audit_events WHERE seq = 1`,
        `DELETE FROM audit_events WHERE seq = 1`,
      ],
    ],
    'the audit trail was whole when it was last sealed anew, and is still that trail': [
      [insertReseal({ brokenAt: 1 })],
      [insertReseal({ seal: '00' })],
    ],
    "a space's rating is that of its approved reviews": [
      [`UPDATE spaces SET rating_sum = 1, rating_count = 1 WHERE id = '${books.space}'`],
    ],
    'a booking is in the location of its space': [
      [setBooking(`location_id = '${books.otherLocation}'`, books.cancelled)],
    ],
  }
}

it('each check of the books finds what it is for', { timeout: 120_000 }, async () => {
  const service = await startTestService()
  const client = await service.deps.pool.connect()
  try {
    const books = await makeBooks(service)
    const { sql, parameters } = everyCheck(momentOf(service.clock)).compile(service.deps.db)
    const findAfter = async (statements: Corruption) => {
      await client.query('BEGIN')
      // Foreign keys and triggers do not run in this role.
      await client.query('SET LOCAL session_replication_role = replica')
      for (const statement of statements) await client.query(statement)
      const { rows } = await client.query<{ check: string }>(sql, [...parameters])
      await client.query('ROLLBACK')
      return rows.map(({ check }) => check)
    }
    expect(await findAfter([])).toEqual([])
    for (const [check, ways] of Object.entries(corruptions(books))) {
      for (const statements of ways)
        expect.soft(await findAfter(statements), statements.at(-1)).toContain(check)
    }
  } finally {
    client.release()
    await service.stop()
  }
})
