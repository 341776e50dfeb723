-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS transfers_shift_id_idx ON transfers (shift_id) WHERE shift_id IS NOT NULL;
