-- What staff did: append-only, each event sealed by a hash over itself and the seal of the one before, so that a change,
-- a removal or an insertion in between shows. The head's row is the last lock of a transaction.
CREATE TABLE audit_events (
  id uuid PRIMARY KEY,
  seq bigint NOT NULL DEFAULT 0,
  -- Null: time, or somebody who was not signed in.
  actor_id uuid,
  action text NOT NULL,
  entity text NOT NULL,
  entity_id uuid NOT NULL,
  before jsonb,
  after jsonb,
  created_at timestamptz(3) NOT NULL,
  seal bytea NOT NULL DEFAULT '',
  CONSTRAINT audit_events_seq_key UNIQUE (seq)
);
CREATE INDEX audit_events_created_at_idx ON audit_events (created_at, id);
CREATE INDEX audit_events_entity_id_idx ON audit_events (entity_id, created_at, id);
CREATE INDEX audit_events_actor_id_idx ON audit_events (actor_id, created_at, id);

CREATE TABLE audit_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  seq bigint NOT NULL,
  seal bytea NOT NULL
);

-- The seal of an event after the one whose seal is `previous`.
CREATE FUNCTION audit_seal(previous bytea, event audit_events) RETURNS bytea IMMUTABLE LANGUAGE sql
RETURN sha256(previous || convert_to(
  jsonb_build_array(event.id, event.seq, event.actor_id, event.action, event.entity, event.entity_id, event.before,
    event.after, (extract(epoch FROM event.created_at AT TIME ZONE 'UTC') * 1000)::bigint)::text, 'UTF8'));

CREATE FUNCTION seal_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head audit_head;
BEGIN
  INSERT INTO audit_head (seq, seal) VALUES (0, '\x') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_head FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.seal := audit_seal(head.seal, NEW);
  UPDATE audit_head SET seq = NEW.seq, seal = NEW.seal;
  RETURN NEW;
END $$;

-- An event that brings its seal comes from a backup; whether it is right is `make audit`'s to say.
CREATE TRIGGER audit_events_seal BEFORE INSERT ON audit_events
  FOR EACH ROW WHEN (NEW.seal = '') EXECUTE FUNCTION seal_audit_event();
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM PUBLIC, CURRENT_USER;
