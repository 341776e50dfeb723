-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS bookings_starts_at_idx;
DROP INDEX CONCURRENTLY IF EXISTS bookings_created_at_idx;
