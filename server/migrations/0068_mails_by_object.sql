-- no transaction
-- A booking may have any number of mails. A sender looks among those of one booking for the waiting ones, and backwards among the others.
-- A row is in one of the two indexes at a time, so both together cost a write what the one that they replace did.
CREATE INDEX CONCURRENTLY IF NOT EXISTS outgoing_mails_unfinished_subject_idx ON outgoing_mails (subject_id, seq)
  WHERE finished_at IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS outgoing_mails_finished_subject_idx ON outgoing_mails (subject_id, seq)
  WHERE finished_at IS NOT NULL;
