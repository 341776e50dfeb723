ALTER TABLE accounts VALIDATE CONSTRAINT accounts_kind;
ALTER TABLE transfers VALIDATE CONSTRAINT transfers_kind;
