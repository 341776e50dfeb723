-- To an address that was not proved when the mail was written: such mails are counted, for anybody can register anybody's address.
ALTER TABLE mails ADD COLUMN to_stranger boolean NOT NULL DEFAULT false;
