-- The audit trail keeps ids, states, times and amounts, and nothing that a person has written, so that a deleted person is
-- forgotten there as well. What stands in it already is cut down to that here, and sealed anew from the first event that
-- changes. The event `reseal` holds the head's seal from before and after, for those who keep a copy of it elsewhere.

CREATE FUNCTION kept_in_audit(entity text, state jsonb) RETURNS jsonb IMMUTABLE STRICT LANGUAGE sql
RETURN (
  SELECT coalesce(jsonb_object_agg(key, CASE
      WHEN entity = 'tariff' AND key = 'rules' AND jsonb_typeof(value) = 'array'
        THEN (SELECT coalesce(jsonb_agg(rule - 'label' ORDER BY place), '[]')
          FROM jsonb_array_elements(value) WITH ORDINALITY AS rules (rule, place))
      ELSE value END), '{}')
  FROM jsonb_each(state)
  WHERE key = ANY (CASE entity
    WHEN 'booking' THEN '{id,userId,spaceId,locationId,startsAt,endsAt,status,totalPrice,currency,refunded,refundLimitPercent,requiresCheckIn,cancelledAt,createdAt,updatedAt,version}'::text[]
    WHEN 'closure' THEN '{id,locationId,spaceId,from,to,cancelledBookingIds}'
    WHEN 'location' THEN '{id,timeZone,currency,isActive,createdAt,updatedAt,version}'
    WHEN 'opening_hours' THEN '{weekly}'
    WHEN 'review' THEN '{id,spaceId,userId,rating,status,createdAt,updatedAt,version}'
    WHEN 'session' THEN '{userId}'
    WHEN 'space' THEN '{id,locationId,type,capacity,tariffId,currency,bufferBeforeMinutes,bufferAfterMinutes,requiresApproval,requiresCheckIn,isActive,createdAt,updatedAt,version}'
    WHEN 'tariff' THEN '{id,locationId,currency,hourlyRate,dailyCap,rules,minMinutes,maxMinutes,stepMinutes,minLeadMinutes,maxAdvanceDays,cancellation,isActive,createdAt,updatedAt,version}'
    WHEN 'user' THEN '{role,blocked,locationIds}'
    WHEN 'wallet' THEN '{id,amount,currency,balanceAfter,kind,bookingId,createdAt}'
    ELSE '{}'
  END)
);

GRANT UPDATE ON audit_events TO CURRENT_USER;
ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only;

DO $$
DECLARE
  head audit_head;
  event audit_events;
  first_seq bigint;
  -- The seal of the event before: as it was, and as it is sealed now.
  old_seal bytea;
  new_seal bytea;
  -- The first event that did not fit onto the one before: sealing anew must not hide that somebody has changed the trail.
  broken_at bigint;
BEGIN
  SELECT * INTO head FROM audit_head FOR UPDATE;
  SELECT min(seq) INTO first_seq FROM audit_events e
  WHERE kept_in_audit(e.entity, e.before) IS DISTINCT FROM e.before
    OR kept_in_audit(e.entity, e.after) IS DISTINCT FROM e.after;
  IF first_seq IS NULL THEN
    RETURN;
  END IF;
  SELECT seal INTO old_seal FROM audit_events WHERE seq < first_seq ORDER BY seq DESC LIMIT 1;
  old_seal := coalesce(old_seal, '');
  new_seal := old_seal;
  FOR event IN SELECT * FROM audit_events WHERE seq >= first_seq ORDER BY seq LOOP
    IF broken_at IS NULL AND audit_seal(old_seal, event) <> event.seal THEN
      broken_at := event.seq;
    END IF;
    old_seal := event.seal;
    event.before := kept_in_audit(event.entity, event.before);
    event.after := kept_in_audit(event.entity, event.after);
    new_seal := audit_seal(new_seal, event);
    UPDATE audit_events SET before = event.before, after = event.after, seal = new_seal WHERE id = event.id;
  END LOOP;
  IF broken_at IS NULL AND (old_seal <> head.seal OR event.seq <> head.seq) THEN
    broken_at := event.seq;
  END IF;
  UPDATE audit_head SET seal = new_seal;
  INSERT INTO audit_events (id, action, entity, entity_id, before, after, created_at)
  SELECT id, 'reseal', 'audit', id,
    jsonb_build_object('seq', head.seq, 'seal', encode(head.seal, 'hex')),
    jsonb_build_object('fromSeq', first_seq, 'seal', encode(new_seal, 'hex'), 'brokenAt', broken_at),
    date_trunc('milliseconds', now())
  FROM gen_random_uuid() AS id;
END $$;

ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only;
REVOKE UPDATE ON audit_events FROM CURRENT_USER;
DROP FUNCTION kept_in_audit;
