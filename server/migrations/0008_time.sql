-- When the booking next changes by itself: a pending one expires at its start, one that waits for a check-in becomes a
-- no-show 15 minutes after it, the others complete at their end. Null: never again.
ALTER TABLE bookings
  ADD COLUMN due_at timestamptz GENERATED ALWAYS AS (
    CASE
      WHEN status = 'pending' THEN starts_at
      WHEN status = 'confirmed' AND requires_check_in
        THEN (starts_at AT TIME ZONE 'UTC' + interval '15 minutes') AT TIME ZONE 'UTC'
      WHEN status IN ('confirmed', 'checked_in') THEN ends_at
    END
  ) STORED,
  -- Null until the mail that reminds of it is queued.
  ADD COLUMN reminded_at timestamptz(3);
CREATE INDEX bookings_due_at_idx ON bookings (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX bookings_unreminded_idx ON bookings (starts_at) WHERE reminded_at IS NULL AND status = 'confirmed';

-- Mails to be sent: written in the transaction of what they tell of. Whoever sends one takes it for a while first
-- (`taken_until`); when that has passed and it is still unsent, its sender is dead and another takes it.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  -- An iCalendar file, where there is one.
  calendar text,
  attempts integer NOT NULL DEFAULT 0,
  taken_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  sent_at timestamptz(3),
  failed_at timestamptz(3),
  last_error text
);
CREATE INDEX mails_waiting_idx ON mails (taken_until NULLS FIRST, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mails_sent_at_idx ON mails (sent_at) WHERE sent_at IS NOT NULL;
