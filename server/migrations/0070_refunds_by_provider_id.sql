-- no transaction
-- The webhook about a refund names it by the provider's id. Anybody can send such a webhook to the path of YooKassa.
CREATE INDEX CONCURRENTLY IF NOT EXISTS payment_refunds_provider_id_idx ON payment_refunds (provider_id) WHERE provider_id IS NOT NULL;
