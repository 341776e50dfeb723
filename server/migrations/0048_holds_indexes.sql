-- no transaction
-- The holds of a member that have lapsed or not yet been paid, and the payments of a booking: few rows have either.
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookings_holds_idx ON bookings (user_id, hold_until) WHERE hold_until IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS payments_booking_id_idx ON payments (booking_id, created_at) WHERE booking_id IS NOT NULL;
