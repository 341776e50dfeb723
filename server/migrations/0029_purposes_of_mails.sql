-- Mails to addresses that are not proved are counted by purpose. Those written before are counted as the most frequent one for a day.
ALTER TABLE mails ADD COLUMN purpose text NOT NULL DEFAULT 'booking'
  CONSTRAINT mails_purpose_check CHECK (purpose IN ('password_reset', 'verify_email', 'booking'));
