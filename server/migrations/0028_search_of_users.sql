-- no transaction
-- Searches are by the beginning of a name or of the email, whatever the case and the accents.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_first_name_key_idx
  ON users (first_name_key) WHERE deleted_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_last_name_key_idx
  ON users (last_name_key) WHERE deleted_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS users_first_name_prefix_idx;
DROP INDEX CONCURRENTLY IF EXISTS users_last_name_prefix_idx;

-- Catalogue lists are sorted by the keys.
CREATE INDEX CONCURRENTLY IF NOT EXISTS locations_name_key_idx ON locations (name_key, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS tariffs_name_key_idx ON tariffs (name_key, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS spaces_name_key_idx ON spaces (name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS spaces_location_name_key_idx
  ON spaces (location_id, name_key, id) WHERE deleted_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS locations_name_idx;
DROP INDEX CONCURRENTLY IF EXISTS tariffs_name_idx;
DROP INDEX CONCURRENTLY IF EXISTS spaces_name_idx;
DROP INDEX CONCURRENTLY IF EXISTS spaces_location_id_idx;
