-- What the provider shows to the payer, in the payer's language, as it was when the payment began: a request that the provider gets again
-- must be equal. Null in rows of earlier releases, which tell the provider only the id.
ALTER TABLE payments ADD COLUMN description text;
