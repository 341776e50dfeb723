-- no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS mails_to_strangers_idx ON mails (created_at) WHERE to_stranger;
