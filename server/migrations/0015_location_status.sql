-- What is confirmed at one location stands after all that was completed there, and the newest of that before all that is ahead.
CREATE INDEX bookings_location_id_status_idx ON bookings (location_id, status, starts_at, id) WHERE deleted_at IS NULL;
