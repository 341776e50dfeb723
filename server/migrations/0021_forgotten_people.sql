-- What people who were deleted before have left.
UPDATE transfers SET memo = NULL
FROM accounts, users
WHERE accounts.id = transfers.wallet_id AND users.id = accounts.user_id
  AND users.deleted_at IS NOT NULL AND transfers.memo IS NOT NULL;
DELETE FROM idempotency_keys USING users
WHERE users.id = idempotency_keys.user_id AND users.deleted_at IS NOT NULL;
UPDATE bookings SET title = '', cancel_reason = NULL
FROM users
WHERE users.id = bookings.user_id AND users.deleted_at IS NOT NULL
  AND (title <> '' OR cancel_reason IS NOT NULL);
UPDATE spaces SET rating_sum = rating_sum - gone.sum, rating_count = rating_count - gone.count
FROM (
  SELECT r.space_id, sum(r.rating) AS sum, count(*) AS count
  FROM reviews r JOIN users u ON u.id = r.user_id
  WHERE u.deleted_at IS NOT NULL AND r.status = 'approved' GROUP BY r.space_id) gone
WHERE gone.space_id = spaces.id;
DELETE FROM reviews USING users WHERE users.id = reviews.user_id AND users.deleted_at IS NOT NULL;
DELETE FROM mails WHERE NOT EXISTS (SELECT FROM users WHERE users.email = mails.recipient);
