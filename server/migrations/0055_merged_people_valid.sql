ALTER TABLE users VALIDATE CONSTRAINT users_merged_into_fkey;
ALTER TABLE users VALIDATE CONSTRAINT users_merged;
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_kind;
ALTER TABLE transfers VALIDATE CONSTRAINT transfers_kind;
