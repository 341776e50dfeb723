-- Replaces the function of 0026. An event dated later than `now` was recorded by a clock that was ahead: it does not stop the deletion, and is
-- deleted with the first later event whose date is older than `kept_from`, because it was made before that event.
-- The head is locked first, as by every transaction that writes the trail.
CREATE OR REPLACE FUNCTION cut_audit_trail(kept_from timestamptz, most bigint, now timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  first_seq bigint;
  last_seq bigint;
  last audit_events;
  cut bigint;
BEGIN
  PERFORM FROM audit_head FOR UPDATE;
  SELECT min(seq) INTO first_seq FROM audit_events;
  SELECT max(seq) INTO last_seq FROM audit_events
  WHERE created_at < kept_from
    AND seq < coalesce((SELECT min(seq) FROM audit_events WHERE created_at >= kept_from AND created_at <= now),
      (SELECT max(seq) + 1 FROM audit_events));
  SELECT e.* INTO last FROM audit_events e WHERE e.seq = least(last_seq, first_seq + most - 1) AND last_seq IS NOT NULL;
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
