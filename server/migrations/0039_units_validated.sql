-- Reads the table while everybody goes on using it.
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_resource_is_space;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_units_of_space;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_slot_not_empty;
