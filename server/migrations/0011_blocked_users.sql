-- The few who are blocked are listed without reading everybody from the newest on.
CREATE INDEX users_blocked_idx ON users (created_at, id) WHERE blocked_at IS NOT NULL AND deleted_at IS NULL;
