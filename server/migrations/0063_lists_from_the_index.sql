-- no transaction
-- What is ahead, or a month, sorted by creation or price: keys and statuses are read from the index by start, and only the rows of the page
-- from the table. By creation, `ends_at` and `starts_at` tell which bookings a time filter leaves out without a look at the row.
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookings_by_start_idx ON bookings (starts_at, id, ends_at, total_price)
  INCLUDE (created_at, status, due_at) WHERE deleted_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookings_by_creation_idx ON bookings (created_at, id, ends_at, starts_at)
  WHERE deleted_at IS NULL;
