-- The payer's email or phone for the fiscal receipt, as it was when the payment began, so that a repeated request is equal; null where
-- the provider makes no fiscal receipts, and after the person was deleted.
ALTER TABLE payments
  ADD COLUMN receipt_contact text,
  ADD CONSTRAINT payments_receipt_contact_length CHECK (char_length(receipt_contact) <= 254) NOT VALID;
