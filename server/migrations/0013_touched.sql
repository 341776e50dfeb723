-- What the request touched of that which cached answers show: whoever gets the stored answer must see its effect, even if
-- the process that did it died before it could say so.
ALTER TABLE idempotency_keys ADD COLUMN touched text[] NOT NULL DEFAULT '{}';
