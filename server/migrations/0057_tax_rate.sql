-- Hundredths of a percent that the prices of a location include; null where receipts show no tax.
ALTER TABLE locations ADD COLUMN tax_rate integer
  CONSTRAINT locations_tax_rate_range CHECK (tax_rate BETWEEN 0 AND 10000);
