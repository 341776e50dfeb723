ALTER TABLE locations VALIDATE CONSTRAINT locations_access_note_length;
ALTER TABLE spaces VALIDATE CONSTRAINT spaces_access_note_length;
