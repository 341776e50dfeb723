-- The most percent of its price that a booking's policy can still give back: a move may not lift what the policy it
-- leaves had come down to, not even by way of waiting for approval, which otherwise refunds in full.
ALTER TABLE bookings
  ADD COLUMN refund_limit_percent integer NOT NULL DEFAULT 100,
  ADD CONSTRAINT bookings_refund_limit_percent_range CHECK (refund_limit_percent BETWEEN 0 AND 100);
