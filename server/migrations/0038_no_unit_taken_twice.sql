-- The promise in its later form: no two bookings take one unit of a resource at one time, whoever writes to this table. Of the two forms
-- one always holds, for nobody writes between them. Deferrable, so that one statement may give several bookings other units: what a
-- statement leaves is what counts.
ALTER TABLE bookings
  DROP CONSTRAINT bookings_no_overlap,
  ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (resource_id WITH =, slot WITH &&, units WITH &&) WHERE (slot IS NOT NULL)
    DEFERRABLE INITIALLY IMMEDIATE,
  -- What takes no resource, no unit or no time would be in nobody's way.
  ADD CONSTRAINT bookings_resource_is_space CHECK (slot IS NULL OR (resource_id IS NOT NULL AND resource_id = space_id)) NOT VALID,
  ADD CONSTRAINT bookings_units_of_space CHECK (units = '{[1,2)}') NOT VALID,
  ADD CONSTRAINT bookings_slot_not_empty CHECK (NOT isempty(slot)) NOT VALID;

CREATE OR REPLACE FUNCTION lock_space_as_read(space uuid, space_read xid, location_read xid, tariff_read xid, during tstzrange,
  with_buffers tstzrange, moved uuid) RETURNS boolean
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
    AND NOT EXISTS (SELECT FROM bookings b WHERE b.resource_id = space AND b.slot && with_buffers AND b.id IS DISTINCT FROM moved);
END $$;
