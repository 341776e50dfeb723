-- Two accounts of one person become one: the closed account names the account that lives on, and keeps its history.
ALTER TABLE users
  ADD COLUMN merged_into uuid,
  ADD CONSTRAINT users_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES users NOT VALID,
  ADD CONSTRAINT users_merged CHECK (merged_into IS NULL OR (deleted_at IS NOT NULL AND merged_into <> id)) NOT VALID;

-- The balance goes from wallet to wallet through an account of its own, because each transfer has one wallet.
ALTER TABLE accounts
  DROP CONSTRAINT accounts_kind,
  ADD CONSTRAINT accounts_kind CHECK (
    CASE
      WHEN kind = 'wallet' THEN user_id IS NOT NULL AND location_id IS NULL AND balance IS NOT NULL
      WHEN kind = 'revenue' THEN user_id IS NULL AND location_id IS NOT NULL AND balance IS NULL
      WHEN kind IN ('cash', 'terminal', 'bank', 'stripe', 'yookassa', 'adjustment', 'clearing')
        THEN user_id IS NULL AND location_id IS NULL AND balance IS NULL
      ELSE false
    END) NOT VALID;

ALTER TABLE transfers
  DROP CONSTRAINT transfers_kind,
  ADD CONSTRAINT transfers_kind CHECK (
    CASE kind
      WHEN 'top_up' THEN booking_id IS NULL AND wallet_id = to_account
      WHEN 'payout' THEN booking_id IS NULL AND payment_id IS NULL AND wallet_id = from_account
        OR booking_id IS NULL AND payment_id IS NOT NULL
      WHEN 'adjustment' THEN booking_id IS NULL AND payment_id IS NULL
      WHEN 'merge' THEN booking_id IS NULL AND payment_id IS NULL
      WHEN 'charge' THEN booking_id IS NOT NULL AND payment_id IS NULL AND wallet_id = from_account
      WHEN 'refund' THEN booking_id IS NOT NULL AND payment_id IS NULL AND wallet_id = to_account
      ELSE false
    END) NOT VALID;
