-- no transaction
-- A payment tops a wallet up once, whoever writes to the database.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS transfers_payment_top_up_key ON transfers (payment_id) WHERE kind = 'top_up';
CREATE INDEX CONCURRENTLY IF NOT EXISTS transfers_payment_id_idx ON transfers (payment_id) WHERE payment_id IS NOT NULL;
