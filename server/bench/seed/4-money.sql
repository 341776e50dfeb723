-- Every booking is charged when it is made, and refunded when it ends early. Ten minutes before the first of each eight charges, the owner
-- tops up enough for all eight, so that no balance is below zero. The entries of a wallet are at least a millisecond apart.

INSERT INTO accounts (id, kind, user_id, location_id, currency, balance, created_at, touched_at)
SELECT pg_temp.id_at(opened), 'revenue', NULL::uuid, id, 'RUB', NULL::bigint, opened, opened FROM clock, locations
UNION ALL SELECT pg_temp.id_at(opened), 'cash', NULL, NULL, 'RUB', NULL, opened, opened FROM clock;

CREATE TEMP TABLE wallets AS SELECT user_id, pg_temp.id_at(min(created_at)) AS wallet_id FROM bookings GROUP BY user_id;

CREATE TEMP TABLE movements AS
WITH charges AS (
  SELECT *, (row_number() OVER (PARTITION BY user_id ORDER BY created_at, id) - 1) / 8 AS portion FROM bookings
)
SELECT user_id, created_at AS at, 2 AS step, -total_price AS amount, 'charge' AS kind, id AS booking_id, location_id, user_id AS actor_id FROM charges
UNION ALL
SELECT user_id, updated_at, 3, refunded, 'refund', id, location_id, CASE WHEN status = 'expired' THEN NULL ELSE user_id END
FROM bookings WHERE refunded > 0
UNION ALL
SELECT user_id, min(created_at) - interval '10 minutes', 1, ceil(sum(total_price) / 100000.0)::bigint * 100000, 'top_up', NULL::uuid, NULL::uuid, NULL::uuid
FROM charges GROUP BY user_id, portion;

CREATE TEMP TABLE entered AS
SELECT m.*, wallet_id, row_number() OVER w AS version, sum(amount) OVER w AS balance,
  (at + row_number() OVER w * interval '1 millisecond')::timestamptz(3) AS entered_at
FROM movements m JOIN wallets USING (user_id)
WINDOW w AS (PARTITION BY user_id ORDER BY at, step, booking_id);

INSERT INTO accounts (id, kind, user_id, currency, balance, version, created_at, touched_at)
SELECT wallet_id, 'wallet', user_id, 'RUB', (array_agg(balance ORDER BY version DESC))[1], count(*), min(entered_at), max(entered_at)
FROM entered GROUP BY wallet_id, user_id;

INSERT INTO transfers (id, from_account, to_account, amount, kind, booking_id, actor_id, wallet_id, balance_after, wallet_version, created_at)
SELECT pg_temp.id_at(entered_at), CASE WHEN amount < 0 THEN wallet_id ELSE other.id END, CASE WHEN amount < 0 THEN other.id ELSE wallet_id END,
  abs(amount), e.kind, booking_id, actor_id, wallet_id, e.balance, e.version, entered_at
FROM entered e
JOIN accounts other ON other.kind = CASE WHEN e.location_id IS NULL THEN 'cash' ELSE 'revenue' END
  AND other.location_id IS NOT DISTINCT FROM e.location_id
ORDER BY entered_at;
