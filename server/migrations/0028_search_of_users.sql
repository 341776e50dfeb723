-- no transaction
-- Searches are by the beginning of a name or of the email, whatever the case and the accents.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_first_name_key_idx
  ON users (first_name_key) WHERE deleted_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_last_name_key_idx
  ON users (last_name_key) WHERE deleted_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS users_first_name_prefix_idx;
DROP INDEX CONCURRENTLY IF EXISTS users_last_name_prefix_idx;
