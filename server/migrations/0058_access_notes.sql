-- How to get in: only for those who have a confirmed booking, and for the staff of the place.
ALTER TABLE locations
  ADD COLUMN access_note text NOT NULL DEFAULT '',
  ADD CONSTRAINT locations_access_note_length CHECK (char_length(access_note) <= 1000) NOT VALID;
ALTER TABLE spaces
  ADD COLUMN access_note text NOT NULL DEFAULT '',
  ADD CONSTRAINT spaces_access_note_length CHECK (char_length(access_note) <= 1000) NOT VALID;
