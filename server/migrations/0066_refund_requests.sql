-- The fiscal receipt of a refund, as it was decided when the refund was made. `has_receipt` is null in rows of earlier releases: their
-- receipt has the contact of the payment and the codes of the settings.
ALTER TABLE payment_refunds
  ADD COLUMN has_receipt boolean,
  ADD COLUMN receipt_contact text,
  ADD COLUMN receipt_vat_code integer,
  ADD COLUMN receipt_tax_system integer;
