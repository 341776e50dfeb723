-- The audit trail may be cut from its beginning, and nowhere else. What is cut away leaves the number and the seal of its last
-- event: the first event that is left is sealed onto it. The row is made by the first cut: a database without rows is one
-- that a backup can be restored into.
CREATE TABLE audit_start (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  seq bigint NOT NULL,
  seal bytea NOT NULL
);

CREATE FUNCTION refuse_change_but_a_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.seq > coalesce((SELECT seq FROM audit_start), 0) THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;

DROP TRIGGER audit_events_append_only ON audit_events;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_cut BEFORE DELETE ON audit_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change_but_a_cut();
GRANT DELETE ON audit_events TO CURRENT_USER;

-- Cuts away the events before the first one that was made at `kept_from` or later, `most` of them at once, and seals that onto the
-- trail as an event of its own. Returns how many. The head is locked first, as by everybody who writes the trail.
CREATE FUNCTION cut_audit_trail(kept_from timestamptz, most bigint, now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last audit_events;
  cut bigint;
BEGIN
  PERFORM FROM audit_head FOR UPDATE;
  SELECT e.* INTO last FROM audit_events e
  WHERE e.seq < coalesce((SELECT min(seq) FROM audit_events WHERE created_at >= kept_from), (SELECT max(seq) + 1 FROM audit_events))
    AND e.seq < (SELECT min(seq) FROM audit_events) + most
  ORDER BY e.seq DESC LIMIT 1;
  IF last.seq IS NULL THEN
    RETURN 0;
  END IF;
  INSERT INTO audit_start (seq, seal) VALUES (last.seq, last.seal)
  ON CONFLICT (singleton) DO UPDATE SET seq = excluded.seq, seal = excluded.seal;
  DELETE FROM audit_events WHERE seq <= last.seq;
  GET DIAGNOSTICS cut = ROW_COUNT;
  INSERT INTO audit_events (id, action, entity, entity_id, after, created_at)
  SELECT id, 'cut', 'audit', id, jsonb_build_object('seq', last.seq, 'seal', encode(last.seal, 'hex')), now
  FROM gen_random_uuid() AS id;
  RETURN cut;
END $$;
