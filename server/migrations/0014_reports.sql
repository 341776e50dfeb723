-- Reports read the ledger by time. It is appended to in nearly that order, so a few bytes a hundred pages are index enough,
-- and cost a payment nothing.
CREATE INDEX transfers_created_at_idx ON transfers USING brin (created_at) WITH (pages_per_range = 32);

-- And the bookings of a location by time, without reading them: all that a report asks of one is in the index.
DROP INDEX bookings_location_id_idx;
CREATE INDEX bookings_location_id_idx ON bookings (location_id, starts_at, id)
  INCLUDE (space_id, ends_at, status, requires_check_in) WHERE deleted_at IS NULL;
