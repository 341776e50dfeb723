-- Whether a closure is about to cancel the booking (it is one of closure_cancellations that waits): whatever ends it before that
-- gives all of it back. On the booking's own row, so that who has waited for the row's lock sees it.
ALTER TABLE bookings ADD COLUMN awaits_cancellation boolean NOT NULL DEFAULT false;
-- What a closure has cancelled is told to a repeated Idempotency-Key also after the closure was deleted.
ALTER TABLE closure_cancellations DROP CONSTRAINT closure_cancellations_closure_id_fkey;
