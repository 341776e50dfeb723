-- no transaction
-- The mails with links that are due: they are sent before all other mails. Few are waiting at a time.
CREATE INDEX CONCURRENTLY IF NOT EXISTS outgoing_mails_due_links_idx ON outgoing_mails (due_at)
  WHERE state = 'waiting' AND purpose IN ('password_reset', 'verify_email');
