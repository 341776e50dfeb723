-- A booking is worked out from a space, its location and its tariff as they were read a moment before, and written by one statement
-- that asks whether they still are. The week belongs to the location's terms but has rows of its own: a change of it, whoever makes it,
-- writes the location's row anew as it is, which gives it another `xmin`.
CREATE FUNCTION renew_location_of_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE locations SET version = version WHERE id IN (OLD.location_id, NEW.location_id);
  RETURN NULL;
END $$;
CREATE TRIGGER opening_hours_renew_location AFTER INSERT OR UPDATE OR DELETE ON opening_hours
  FOR EACH ROW EXECUTE FUNCTION renew_location_of_hours();

-- Locks a space, and says whether a booking of it can be written as it was worked out: the rows of the space, its location and its
-- tariff are the ones that were read (`xmin` is another one after every change of a row), no closure lies in the way, and no slot
-- but that of the booking that is moved. Each query of a volatile function sees what was committed before that query, so all after
-- the first one are asked under the lock. The ranges are compared by a plan that is made once.
CREATE FUNCTION lock_space_as_read(space uuid, space_read xid, location_read xid, tariff_read xid, during tstzrange, with_buffers tstzrange,
  moved uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  place uuid;
BEGIN
  PERFORM FROM spaces WHERE id = space FOR NO KEY UPDATE;
  SELECT l.id INTO place FROM spaces s JOIN locations l ON l.id = s.location_id JOIN tariffs t ON t.id = s.tariff_id
  WHERE s.id = space AND s.xmin = space_read AND l.xmin = location_read AND t.xmin = tariff_read AND s.deleted_at IS NULL;
  RETURN FOUND
    AND NOT EXISTS (SELECT FROM closures c WHERE c.location_id = place AND (c.space_id IS NULL OR c.space_id = space)
      AND c.starts_at < upper(during) AND c.ends_at > lower(during))
    AND NOT EXISTS (SELECT FROM bookings b WHERE b.space_id = space AND b.slot && with_buffers AND b.id IS DISTINCT FROM moved);
END $$;
