-- no transaction
-- /metrics counts the mails that were given up, and the clean-up looks for the old ones among them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS mails_failed_at_idx ON mails (failed_at) WHERE failed_at IS NOT NULL;
