-- Who takes everything about itself along, or leaves, finds its mails by this.
CREATE INDEX mails_recipient_idx ON mails (recipient);
-- Ended sessions, too: whether somebody has signed in from here before, and what goes when an account is deleted.
CREATE INDEX sessions_every_user_id_idx ON sessions (user_id);
