-- Reads the tables while everybody goes on using them.
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_checked;
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_checked;
ALTER TABLE transfers VALIDATE CONSTRAINT transfers_checked;
