-- no transaction
-- What a member has ahead is counted at each booking, however many were cancelled before.
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookings_live_idx ON bookings (user_id, due_at) WHERE due_at IS NOT NULL;
