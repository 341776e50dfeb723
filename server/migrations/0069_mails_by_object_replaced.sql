-- no transaction
-- An instance of an earlier version reads the mails of a booking without this index, slower, until it is stopped.
DROP INDEX CONCURRENTLY IF EXISTS outgoing_mails_subject_idx;
