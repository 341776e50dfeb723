ALTER TABLE transfers VALIDATE CONSTRAINT transfers_location_id_fkey;
ALTER TABLE transfers VALIDATE CONSTRAINT transfers_shift_id_fkey;
ALTER TABLE transfers VALIDATE CONSTRAINT transfers_desk;
