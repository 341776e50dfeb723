-- A booking may wait for its money: `awaiting_payment` occupies the slot until `hold_until`, and expires then.
--
-- `slot` and `due_at` depend on the status, and were generated columns. A generated column gets another expression only by writing the
-- whole table anew, while nobody may use it; so they become ordinary columns, which a trigger computes for every row that is written, by
-- whomever (an earlier version's instance names neither of them). The constraints below hold the columns to the same two functions, so
-- that no row can say otherwise, with the trigger or without it.
CREATE FUNCTION slot_of_booking(status text, starts_at timestamptz, ends_at timestamptz, before_minutes integer, after_minutes integer)
RETURNS tstzrange LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN status IN ('awaiting_payment', 'pending', 'confirmed', 'checked_in') THEN tstzrange(
    (starts_at AT TIME ZONE 'UTC' - make_interval(mins => before_minutes)) AT TIME ZONE 'UTC',
    (ends_at AT TIME ZONE 'UTC' + make_interval(mins => after_minutes)) AT TIME ZONE 'UTC',
    '[)')
  END
$$;

-- The instant at which time changes the booking next; null: never again.
CREATE FUNCTION due_at_of_booking(status text, starts_at timestamptz, ends_at timestamptz, requires_check_in boolean, hold_until timestamptz)
RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN status = 'awaiting_payment' THEN hold_until
    WHEN status = 'pending' THEN starts_at
    WHEN status = 'confirmed' AND requires_check_in
      THEN (starts_at AT TIME ZONE 'UTC' + interval '15 minutes') AT TIME ZONE 'UTC'
    WHEN status IN ('confirmed', 'checked_in') THEN ends_at
  END
$$;

CREATE FUNCTION compute_times_of_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.slot := slot_of_booking(NEW.status, NEW.starts_at, NEW.ends_at, NEW.buffer_before_minutes, NEW.buffer_after_minutes);
  NEW.due_at := due_at_of_booking(NEW.status, NEW.starts_at, NEW.ends_at, NEW.requires_check_in, NEW.hold_until);
  RETURN NEW;
END $$;

ALTER TABLE bookings
  ADD COLUMN hold_until timestamptz(3),
  ALTER COLUMN slot DROP EXPRESSION,
  ALTER COLUMN due_at DROP EXPRESSION,
  DROP CONSTRAINT bookings_status_known,
  ADD CONSTRAINT bookings_status_known CHECK (status IN
    ('awaiting_payment', 'pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'rejected', 'expired', 'no_show')) NOT VALID,
  DROP CONSTRAINT bookings_deleted_is_over,
  ADD CONSTRAINT bookings_deleted_is_over CHECK (deleted_at IS NULL OR slot IS NULL) NOT VALID,
  ADD CONSTRAINT bookings_hold CHECK (status <> 'awaiting_payment' OR (hold_until IS NOT NULL AND hold_until <= starts_at)) NOT VALID,
  ADD CONSTRAINT bookings_slot_computed CHECK (slot IS NOT DISTINCT FROM
    slot_of_booking(status, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes)) NOT VALID,
  ADD CONSTRAINT bookings_due_at_computed CHECK (due_at IS NOT DISTINCT FROM
    due_at_of_booking(status, starts_at, ends_at, requires_check_in, hold_until)) NOT VALID;
CREATE TRIGGER bookings_compute_times BEFORE INSERT OR UPDATE ON bookings
  FOR EACH ROW EXECUTE FUNCTION compute_times_of_booking();
