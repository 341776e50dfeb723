-- Reads the table while everybody goes on using it.
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_slot_computed;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_due_at_computed;
