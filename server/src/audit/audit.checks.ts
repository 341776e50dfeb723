import { sql } from 'kysely'
import { channels } from '../modules/wallet/wallet.schema.ts'

/** The present account of the person in a column: the account that it was merged into, or the account itself. */
const survivorOf = (column: string) =>
  sql`(SELECT coalesce(merged_into, id) FROM users WHERE id = ${sql.ref(column)})`

/** Whether two columns name accounts of one person: one account, or accounts that were merged into one. */
const isSamePerson = (first: string, second: string) =>
  sql`(${sql.ref(first)} = ${sql.ref(second)} OR ${survivorOf(first)} = ${survivorOf(second)})`

/**
 * Each query selects `id` and `detail` of the rows that violate a check. It reads tables, and the moment of the audit from `moment`. Except
 * for the list of the channels (`wallet.schema.ts`) it uses no code of the service, so that a fault of that code is found here. It does not
 * use the time of PostgreSQL: tests have a clock of their own.
 * The view `entries` has two rows for each transfer: minus the amount for the account that it leaves, plus the amount for the other. (An
 * entry in the API is one change of a wallet.)
 */
export const checks = {
  "a wallet's balance is its last entry's and the sum of its entries": sql`
    SELECT a.id, format('balance %s, last entry %s, sum of entries %s', a.balance, last.balance_after, s.total) AS detail
    FROM accounts a
    LEFT JOIN LATERAL (SELECT balance_after FROM transfers t WHERE t.wallet_id = a.id
      ORDER BY wallet_version DESC LIMIT 1) last ON true
    LEFT JOIN (SELECT account_id, sum(amount) AS total FROM entries GROUP BY account_id) s ON s.account_id = a.id
    WHERE a.kind = 'wallet'
      AND (a.balance <> coalesce(last.balance_after, 0) OR a.balance <> coalesce(s.total, 0))`,

  "a wallet's entries are numbered without a gap, in order of time, and each balance follows from the one before": sql`
    SELECT id, format('entry %s of wallet %s: balance %s after %s and a movement of %s', wallet_version, wallet_id,
      balance_after, previous, signed) AS detail
    FROM (
      SELECT id, wallet_id, wallet_version, balance_after, created_at,
        CASE WHEN to_account = wallet_id THEN amount ELSE -amount END AS signed,
        coalesce(lag(balance_after) OVER w, 0) AS previous,
        coalesce(lag(wallet_version) OVER w, 0) AS previous_version,
        coalesce(lag(created_at) OVER w < created_at, true) AS in_time
      FROM transfers WINDOW w AS (PARTITION BY wallet_id ORDER BY wallet_version)
    ) t
    WHERE balance_after <> previous + signed OR wallet_version <> previous_version + 1 OR NOT in_time`,

  "a wallet's version is the number of its entries": sql`
    SELECT a.id, format('version %s, %s entries', a.version, count(t.id)) AS detail
    FROM accounts a LEFT JOIN transfers t ON t.wallet_id = a.id
    WHERE a.kind = 'wallet' GROUP BY a.id HAVING a.version <> count(t.id)`,

  'no wallet is below zero': sql`
    SELECT id, 'balance ' || balance AS detail FROM accounts WHERE kind = 'wallet' AND balance < 0`,

  'both accounts of a transfer are in one currency': sql`
    SELECT t.id, format('from %s to %s', f.currency, o.currency) AS detail
    FROM transfers t JOIN accounts f ON f.id = t.from_account JOIN accounts o ON o.id = t.to_account
    WHERE f.currency <> o.currency`,

  'the other side of a top-up or payout is a channel, of a charge or refund the revenue of a location, of a merge the clearing account, of an adjustment an adjustment account (in old data: cash)': sql`
    SELECT t.id, format('the other side of this %s is %s', t.kind, o.kind) AS detail
    FROM transfers t
    JOIN accounts o ON o.id = CASE WHEN t.wallet_id = t.from_account THEN t.to_account ELSE t.from_account END
    WHERE CASE
      WHEN t.kind IN ('top_up', 'payout') THEN o.kind <> ALL(${channels}::text[])
      -- Before there were channels, the other side of an adjustment was the cash account.
      WHEN t.kind = 'adjustment' THEN o.kind NOT IN ('adjustment', 'cash')
      WHEN t.kind = 'merge' THEN o.kind <> 'clearing'
      ELSE o.kind <> 'revenue' END`,

  'what leaves the wallet of a merged account arrives in the wallet of another: clearing sums to zero': sql`
    SELECT a.id, format('its entries sum to %s %s', sum(e.amount), a.currency) AS detail
    FROM accounts a JOIN entries e ON e.account_id = a.id WHERE a.kind = 'clearing'
    GROUP BY a.id HAVING sum(e.amount) <> 0`,

  'a deleted account, also a merged one, holds no money': sql`
    SELECT a.id, format('balance %s, user %s', a.balance, a.user_id) AS detail
    FROM accounts a JOIN users u ON u.id = a.user_id WHERE u.deleted_at IS NOT NULL AND a.balance <> 0`,

  'a merged account holds no live booking, and the account it is merged into is not merged itself': sql`
    SELECT u.id, format('merged into %s', u.merged_into) AS detail
    FROM users u WHERE u.merged_into IS NOT NULL AND (
      EXISTS (SELECT FROM bookings b WHERE b.user_id = u.id AND (
        b.status IN ('pending', 'confirmed', 'checked_in') OR (b.status = 'awaiting_payment' AND b.due_at > (SELECT now FROM moment))))
      OR EXISTS (SELECT FROM users s WHERE s.id = u.merged_into AND s.merged_into IS NOT NULL))`,

  'money of a shift is cash, of its person, its location and its currency': sql`
    SELECT t.id, format('%s of shift %s', t.kind, s.id) AS detail
    FROM transfers t JOIN shifts s ON s.id = t.shift_id JOIN accounts w ON w.id = t.wallet_id
    JOIN accounts o ON o.id = CASE WHEN t.wallet_id = t.from_account THEN t.to_account ELSE t.from_account END
    WHERE o.kind <> 'cash' OR t.actor_id IS DISTINCT FROM s.user_id OR t.location_id IS DISTINCT FROM s.location_id
      OR w.currency <> s.currency`,

  'the difference of a closed shift is the counted cash less the float and less the net cash of its transfers': sql`
    SELECT s.id, format('counted %s, float %s, cash %s, difference %s', s.counted, s.float_amount, t.total, d.total) AS detail
    FROM shifts s
    CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN wallet_id = to_account THEN amount ELSE -amount END), 0) AS total
      FROM transfers WHERE shift_id = s.id) t
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS total FROM shift_entries WHERE shift_id = s.id) d
    WHERE CASE WHEN s.counted IS NULL THEN d.total <> 0 ELSE s.counted <> s.float_amount + t.total + d.total END`,

  'a succeeded payment has exactly one top-up of its amount, and no other payment has one': sql`
    SELECT p.id, format('%s %s %s, topped up %s in %s entries', p.status, p.amount, p.currency, t.total, t.entries) AS detail
    FROM payments p CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount), 0) AS total, count(*) AS entries FROM transfers
      WHERE payment_id = p.id AND kind = 'top_up') t
    WHERE t.entries <> (p.status = 'succeeded')::int OR t.total <> CASE WHEN p.status = 'succeeded' THEN p.amount ELSE 0 END`,

  'the transfers of a payment are in the wallet of its payer, in its currency and by its provider': sql`
    SELECT t.id, format('%s of payment %s', t.kind, p.id) AS detail
    FROM transfers t JOIN payments p ON p.id = t.payment_id JOIN accounts w ON w.id = t.wallet_id
    JOIN accounts o ON o.id = CASE WHEN t.wallet_id = t.from_account THEN t.to_account ELSE t.from_account END
    WHERE NOT ${isSamePerson('w.user_id', 'p.user_id')} OR w.currency <> p.currency OR o.kind <> p.provider`,

  'the refunds of a payment are at most its amount, and were paid out of the wallet': sql`
    SELECT p.id, format('%s %s, refunds %s, paid out %s', p.status, p.amount, r.total, t.total) AS detail
    FROM payments p
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS total FROM payment_refunds
      WHERE payment_id = p.id AND status <> 'failed') r
    CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN wallet_id = from_account THEN amount ELSE -amount END), 0) AS total
      FROM transfers WHERE payment_id = p.id AND kind = 'payout') t
    WHERE r.total <> t.total OR r.total > CASE WHEN p.status = 'succeeded' THEN p.amount ELSE 0 END`,

  'the money of a booking moves between its owner and the revenue of its location, in its currency': sql`
    SELECT t.id, format('%s of booking %s', t.kind, b.id) AS detail
    FROM transfers t JOIN bookings b ON b.id = t.booking_id
    JOIN accounts w ON w.id = t.wallet_id
    JOIN accounts r ON r.id = CASE WHEN t.wallet_id = t.from_account THEN t.to_account ELSE t.from_account END
    WHERE NOT ${isSamePerson('w.user_id', 'b.user_id')} OR w.currency <> b.currency OR r.location_id IS DISTINCT FROM b.location_id`,

  'a booking has been charged its price, and the sum of its refunds is the sum that it stores': sql`
    SELECT b.id, format('price %s, charged %s, refunded %s, says %s', b.total_price, p.charged, p.refunded, b.refunded)
      AS detail
    FROM bookings b
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(amount) FILTER (WHERE kind = 'charge'), 0) AS charged,
        coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunded
      FROM transfers t WHERE t.booking_id = b.id
    ) p ON true
    WHERE b.hold_until IS NULL AND (p.refunded <> b.refunded OR p.refunded > p.charged
      OR p.charged < b.total_price
      OR (b.status IN ('pending', 'confirmed', 'checked_in', 'completed', 'no_show')
        AND p.charged - p.refunded < b.total_price))`,

  'a booking that was held and not paid has moved no money, and is not confirmed': sql`
    SELECT b.id, format('%s, refunded %s, in %s transfers', b.status, b.refunded, t.transfers) AS detail
    FROM bookings b CROSS JOIN LATERAL (SELECT count(*) AS transfers FROM transfers WHERE booking_id = b.id) t
    WHERE b.hold_until IS NOT NULL
      AND (t.transfers > 0 OR b.refunded > 0 OR b.status NOT IN ('awaiting_payment', 'expired', 'cancelled'))`,

  'a booking whose hold is over was paid, or has expired': sql`
    SELECT id, format('held until %s, and neither paid nor expired', hold_until) AS detail
    FROM bookings, moment
    WHERE status = 'awaiting_payment' AND hold_until < moment.jobs_ran_at - interval '5 minutes' AND NOT awaits_cancellation`,

  'a booking that is not over is marked as awaiting its cancellation exactly while a closure still has to cancel it': sql`
    SELECT id, CASE WHEN awaits_cancellation THEN 'marked, but no closure cancels it'
      ELSE 'not marked, but a closure cancels it' END AS detail
    FROM bookings
    WHERE slot IS NOT NULL AND awaits_cancellation <>
      (id IN (SELECT booking_id FROM closure_cancellations WHERE cancelled_at IS NULL))`,

  'a payment for a booking is of its owner and its currency': sql`
    SELECT p.id, format('%s of %s, booking %s', p.currency, p.user_id, b.id) AS detail
    FROM payments p JOIN bookings b ON b.id = p.booking_id
    WHERE NOT ${isSamePerson('p.user_id', 'b.user_id')} OR p.currency <> b.currency`,

  "a booking's price is its quote's": sql`
    SELECT id, format('price %s, quote %s', total_price, quote ->> 'total') AS detail
    FROM bookings
    WHERE total_price <> (quote ->> 'total')::bigint OR total_price <> (
      SELECT coalesce(sum((line ->> 'amount')::bigint), 0) FROM json_array_elements(quote -> 'lines') line)`,

  'no two bookings occupy one space at one time': sql`
    SELECT a.id, 'overlaps ' || b.id AS detail
    FROM bookings a JOIN bookings b ON a.resource_id = b.resource_id AND a.slot && b.slot AND a.units && b.units
      AND a.id < b.id
    WHERE a.slot IS NOT NULL AND b.slot IS NOT NULL`,

  'the audit trail is whole: each event is sealed together with the seal of the one before': sql`
    SELECT id, format('event %s', seq) AS detail
    FROM (
      SELECT e.id, e.seq, e.seal, coalesce(lag(e.seq) OVER w, start.seq, 0) AS previous_seq,
        audit_seal(coalesce(lag(e.seal) OVER w, start.seal, ''), e) AS right_seal
      FROM audit_events e LEFT JOIN audit_start start ON true WINDOW w AS (ORDER BY e.seq)
    ) t
    WHERE seq <> previous_seq + 1 OR seal <> right_seal
    ORDER BY seq LIMIT 1`,

  'the audit trail ends where its head says': sql`
    SELECT NULL AS id, format('head %s, last event %s', h.seq, coalesce(e.seq, 0)) AS detail
    FROM (SELECT) nothing LEFT JOIN audit_head h ON true
    LEFT JOIN LATERAL (SELECT seq, seal FROM audit_events ORDER BY seq DESC LIMIT 1) e ON true
    WHERE coalesce(h.seq, 0) <> coalesce(e.seq, 0) OR coalesce(h.seal, ''::bytea) <> coalesce(e.seal, ''::bytea)`,

  'the audit trail begins where its last cut says': sql`
    SELECT cut.id, format('the trail begins after event %s, its last cut after event %s', start.seq, cut.after ->> 'seq') AS detail
    FROM audit_start start
    FULL JOIN (SELECT id, after FROM audit_events WHERE action = 'cut' AND entity = 'audit' ORDER BY seq DESC LIMIT 1) cut ON true
    WHERE start.seq::text IS DISTINCT FROM cut.after ->> 'seq'
      OR encode(start.seal, 'hex') IS DISTINCT FROM cut.after ->> 'seal'`,

  // Migration 0019 sealed the trail anew, once, and recorded it as `reseal` (decision 0009).
  'the audit trail was whole when it was last sealed anew, and is still that trail': sql`
    SELECT r.id, CASE WHEN broken IS NOT NULL THEN 'it was broken at event ' || broken
      ELSE format('event %s is not the one that was sealed last', r.seq - 1) END AS detail
    FROM (SELECT *, after ->> 'brokenAt' AS broken FROM audit_events WHERE action = 'reseal') r
    LEFT JOIN audit_events last ON last.seq = r.seq - 1
    WHERE broken IS NOT NULL OR (r.after ->> 'seal' <> encode(last.seal, 'hex')
      AND NOT EXISTS (SELECT FROM audit_events later WHERE later.action = 'reseal' AND later.seq > r.seq))`,

  "a space's rating is that of its approved reviews": sql`
    SELECT s.id, format('%s in %s, reviews %s in %s', s.rating_sum, s.rating_count, r.sum, r.count) AS detail
    FROM spaces s CROSS JOIN LATERAL (
      SELECT coalesce(sum(rating), 0) AS sum, count(*) AS count FROM reviews r
      WHERE r.space_id = s.id AND r.status = 'approved') r
    WHERE s.rating_sum <> r.sum OR s.rating_count <> r.count`,

  'a booking is in the location of its space': sql`
    SELECT b.id, format('location %s, space of %s', b.location_id, s.location_id) AS detail
    FROM bookings b JOIN spaces s ON s.id = b.space_id WHERE b.location_id <> s.location_id`,
}

export const checkNames = Object.keys(checks)
