-- Money comes in and goes out by a channel, and each is an account of its own: what was taken in cash, by the terminal, by bank
-- or by a payment provider is a sum over its transfers. An adjustment has an account of its own, too: it is no money in a till.
-- (Before, the other side of an adjustment was `cash`: transfers are append-only, so those stay as they are.)
ALTER TABLE accounts
  DROP CONSTRAINT accounts_kind,
  ADD CONSTRAINT accounts_kind CHECK (
    CASE
      WHEN kind = 'wallet' THEN user_id IS NOT NULL AND location_id IS NULL AND balance IS NOT NULL
      WHEN kind = 'revenue' THEN user_id IS NULL AND location_id IS NOT NULL AND balance IS NULL
      WHEN kind IN ('cash', 'terminal', 'bank', 'stripe', 'yookassa', 'adjustment')
        THEN user_id IS NULL AND location_id IS NULL AND balance IS NULL
      ELSE false
    END) NOT VALID;

-- A payout goes from the wallet to the person: over the counter, or back to the card by a payment, which may fail and come back.
ALTER TABLE transfers
  ADD COLUMN payment_id uuid,
  DROP CONSTRAINT transfers_kind,
  ADD CONSTRAINT transfers_kind CHECK (
    CASE kind
      WHEN 'top_up' THEN booking_id IS NULL AND wallet_id = to_account
      WHEN 'payout' THEN booking_id IS NULL AND payment_id IS NULL AND wallet_id = from_account
        OR booking_id IS NULL AND payment_id IS NOT NULL
      WHEN 'adjustment' THEN booking_id IS NULL AND payment_id IS NULL
      WHEN 'charge' THEN booking_id IS NOT NULL AND payment_id IS NULL AND wallet_id = from_account
      WHEN 'refund' THEN booking_id IS NOT NULL AND payment_id IS NULL AND wallet_id = to_account
      ELSE false
    END) NOT VALID;
