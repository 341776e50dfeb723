-- What a booking takes is units of a resource for the time of its slot. Every space is a resource of its own with one unit, as yet: the
-- constraint that guards the slots (0038) is ready for spaces that have several, or are parts of one another.
ALTER TABLE bookings ADD COLUMN resource_id uuid, ADD COLUMN units int4multirange NOT NULL DEFAULT '{[1,2)}';

-- For instances of an earlier version, and for who writes by hand: they know of spaces only.
CREATE FUNCTION take_own_resource() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.resource_id := NEW.space_id;
  RETURN NEW;
END $$;
CREATE TRIGGER bookings_take_own_resource BEFORE INSERT OR UPDATE ON bookings
  FOR EACH ROW WHEN (NEW.resource_id IS DISTINCT FROM NEW.space_id) EXECUTE FUNCTION take_own_resource();
