-- no transaction
-- The export and the deletion of a person read all bookings of the person. `bookings_user_id_idx` has those that staff have not deleted.
CREATE INDEX CONCURRENTLY IF NOT EXISTS bookings_deleted_user_id_idx ON bookings (user_id) WHERE deleted_at IS NOT NULL;
