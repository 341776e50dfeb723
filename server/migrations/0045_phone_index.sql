-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_phone_idx
  ON users USING gin (digit_runs(phone)) WHERE deleted_at IS NULL AND phone IS NOT NULL;
