-- The bookings that a closure cancels when there are too many for one transaction. Whoever works them off marks them, so that
-- what a killed process leaves is found, and the answer has them all. Purged a day after, when no key can ask for it any more.
CREATE TABLE closure_cancellations (
  closure_id uuid NOT NULL,
  booking_id uuid NOT NULL,
  -- Who closed.
  actor_id uuid NOT NULL,
  -- Null until the booking is cancelled.
  cancelled_at timestamptz(3),
  CONSTRAINT closure_cancellations_pkey PRIMARY KEY (closure_id, booking_id),
  CONSTRAINT closure_cancellations_closure_id_fkey FOREIGN KEY (closure_id) REFERENCES closures ON DELETE CASCADE,
  CONSTRAINT closure_cancellations_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings
);
CREATE INDEX closure_cancellations_waiting_idx ON closure_cancellations (closure_id) WHERE cancelled_at IS NULL;
CREATE INDEX closure_cancellations_cancelled_at_idx ON closure_cancellations (cancelled_at) WHERE cancelled_at IS NOT NULL;
