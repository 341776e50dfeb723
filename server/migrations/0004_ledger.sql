-- Double entry. One row of `transfers` is one movement of money from an account to another, so debits equal credits by
-- construction; `entries` shows its two sides. Only wallets keep a running balance: one on a revenue account would make
-- every booking of a location queue for a single row.
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  user_id uuid,
  location_id uuid,
  currency text NOT NULL,
  balance bigint,
  -- How many transfers have touched this wallet.
  version integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  -- When a transfer last touched this wallet. Each is later than the one before, whatever the clocks of the instances
  -- say, so that entries in order of time are in order of balance.
  touched_at timestamptz(3) NOT NULL,
  CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
  CONSTRAINT accounts_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations,
  CONSTRAINT accounts_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT accounts_kind CHECK (
    CASE kind
      WHEN 'wallet' THEN user_id IS NOT NULL AND location_id IS NULL AND balance IS NOT NULL
      WHEN 'revenue' THEN user_id IS NULL AND location_id IS NOT NULL AND balance IS NULL
      WHEN 'cash' THEN user_id IS NULL AND location_id IS NULL AND balance IS NULL
      ELSE false
    END),
  CONSTRAINT accounts_balance_range CHECK (balance BETWEEN 0 AND 9007199254740991),
  CONSTRAINT accounts_owner_key UNIQUE NULLS NOT DISTINCT (kind, user_id, location_id, currency)
);
CREATE INDEX accounts_user_id_idx ON accounts (user_id, currency);

CREATE TABLE transfers (
  id uuid PRIMARY KEY,
  from_account uuid NOT NULL,
  to_account uuid NOT NULL,
  amount bigint NOT NULL,
  kind text NOT NULL,
  booking_id uuid,
  memo text,
  -- Who caused it; null when time did.
  actor_id uuid,
  -- The side that is a member's wallet, what it held after this, and the how-manieth of its transfers this is.
  wallet_id uuid NOT NULL,
  balance_after bigint NOT NULL,
  wallet_version integer NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT transfers_from_account_fkey FOREIGN KEY (from_account) REFERENCES accounts,
  CONSTRAINT transfers_to_account_fkey FOREIGN KEY (to_account) REFERENCES accounts,
  CONSTRAINT transfers_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings,
  CONSTRAINT transfers_amount_range CHECK (amount BETWEEN 1 AND 1000000000000),
  CONSTRAINT transfers_two_accounts CHECK (from_account <> to_account),
  CONSTRAINT transfers_wallet_is_a_side CHECK (wallet_id IN (from_account, to_account)),
  CONSTRAINT transfers_balance_after_range CHECK (balance_after >= 0),
  CONSTRAINT transfers_kind CHECK (
    CASE kind
      WHEN 'top_up' THEN booking_id IS NULL AND wallet_id = to_account
      WHEN 'adjustment' THEN booking_id IS NULL
      WHEN 'charge' THEN booking_id IS NOT NULL AND wallet_id = from_account
      WHEN 'refund' THEN booking_id IS NOT NULL AND wallet_id = to_account
      ELSE false
    END),
  CONSTRAINT transfers_wallet_version_key UNIQUE (wallet_id, wallet_version)
);
CREATE INDEX transfers_wallet_id_idx ON transfers (wallet_id, created_at, id);
CREATE INDEX transfers_booking_id_idx ON transfers (booking_id) WHERE booking_id IS NOT NULL;

CREATE VIEW entries AS
  SELECT id AS transfer_id, from_account AS account_id, -amount AS amount FROM transfers
  UNION ALL
  SELECT id, to_account, amount FROM transfers;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON transfers FROM PUBLIC, CURRENT_USER;
