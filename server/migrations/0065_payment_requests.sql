-- Where the payer comes back to, and the codes of the fiscal receipt, as they were when the payment began: a request that the provider gets
-- again must be equal, although settings have changed meanwhile. Null in rows of earlier releases, for which the settings are used.
-- `return_path` stays for instances of an earlier release, which may continue a payment.
ALTER TABLE payments
  ADD COLUMN return_url text,
  ADD COLUMN receipt_vat_code integer,
  ADD COLUMN receipt_tax_system integer;
