-- What lists of bookings read, measured at a million of them (docs/performance.md).

-- Lists send a quote as it was written: jsonb would be printed anew for every row.
ALTER TABLE bookings
  ALTER COLUMN quote TYPE json USING quote::json,
  ALTER COLUMN cancellation TYPE json USING cancellation::json;

-- An index for each order, and for each order a status, which may be rare in one part of the history and common in another.
-- `ends_at` and `total_price` tell what a list by them leaves out without a look at the row.
DROP INDEX bookings_starts_at_idx;
CREATE INDEX bookings_starts_at_idx ON bookings (starts_at, id, ends_at, total_price) WHERE deleted_at IS NULL;
CREATE INDEX bookings_created_at_idx ON bookings (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_total_price_idx ON bookings (total_price, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_status_starts_at_idx ON bookings (status, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_status_created_at_idx ON bookings (status, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_status_total_price_idx ON bookings (status, total_price, id) WHERE deleted_at IS NULL;

-- The few that are longer than a day: whoever asks what overlaps a time need not look a month back for the others.
CREATE INDEX bookings_long_idx ON bookings (starts_at, id)
  WHERE deleted_at IS NULL AND ends_at - starts_at > interval '24 hours';
CREATE STATISTICS bookings_length_stats ON (ends_at - starts_at) FROM bookings;

-- On which terms spaces are booked: the pairs, without a look at the spaces.
CREATE INDEX spaces_terms_idx ON spaces (location_id, tariff_id) WHERE deleted_at IS NULL AND is_active;
