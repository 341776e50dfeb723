-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_merged_into_idx ON users (merged_into) WHERE merged_into IS NOT NULL;
