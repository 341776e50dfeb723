-- What is taken now or later; of what is over nobody asks.
UPDATE bookings SET resource_id = space_id WHERE slot IS NOT NULL AND resource_id IS NULL;
