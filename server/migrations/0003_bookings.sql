CREATE TABLE bookings (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  space_id uuid NOT NULL,
  location_id uuid NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  -- The space's buffers on the day it was booked or moved: changed ones bind later bookings only.
  buffer_before_minutes integer NOT NULL,
  buffer_after_minutes integer NOT NULL,
  requires_check_in boolean NOT NULL,
  status text NOT NULL,
  title text NOT NULL,
  total_price bigint NOT NULL,
  currency text NOT NULL,
  -- All refunds of this booking together; `make audit` holds it against the ledger.
  refunded bigint NOT NULL DEFAULT 0,
  -- The price's lines and the cancellation tiers as they were agreed.
  quote jsonb NOT NULL,
  cancellation jsonb NOT NULL,
  cancelled_at timestamptz(3),
  cancel_reason text,
  deleted_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  -- The time taken, buffers included; null once the booking no longer occupies it. (Arithmetic on timestamptz is not
  -- immutable, for the session's time zone could matter; on timestamps in UTC it is.)
  slot tstzrange GENERATED ALWAYS AS (
    CASE WHEN status IN ('pending', 'confirmed', 'checked_in') THEN tstzrange(
      (starts_at AT TIME ZONE 'UTC' - make_interval(mins => buffer_before_minutes)) AT TIME ZONE 'UTC',
      (ends_at AT TIME ZONE 'UTC' + make_interval(mins => buffer_after_minutes)) AT TIME ZONE 'UTC',
      '[)')
    END
  ) STORED,
  CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
  CONSTRAINT bookings_space_id_fkey FOREIGN KEY (space_id) REFERENCES spaces,
  CONSTRAINT bookings_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations,
  CONSTRAINT bookings_status_known CHECK (status IN
    ('pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'rejected', 'expired', 'no_show')),
  CONSTRAINT bookings_in_order CHECK (starts_at < ends_at),
  -- Bounds how far back a search for what overlaps a time has to look.
  CONSTRAINT bookings_length
    CHECK (ends_at AT TIME ZONE 'UTC' - starts_at AT TIME ZONE 'UTC' <= interval '744 hours'),
  CONSTRAINT bookings_buffers_range
    CHECK (buffer_before_minutes BETWEEN 0 AND 1440 AND buffer_after_minutes BETWEEN 0 AND 1440),
  CONSTRAINT bookings_total_price_range CHECK (total_price BETWEEN 0 AND 1000000000000),
  CONSTRAINT bookings_refunded_range CHECK (refunded >= 0),
  CONSTRAINT bookings_deleted_is_over
    CHECK (deleted_at IS NULL OR status NOT IN ('pending', 'confirmed', 'checked_in')),
  -- The promise: no two bookings occupy one space at one time, whoever writes to this table.
  CONSTRAINT bookings_no_overlap EXCLUDE USING gist (space_id WITH =, slot WITH &&) WHERE (slot IS NOT NULL)
);
CREATE INDEX bookings_user_id_idx ON bookings (user_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_location_id_idx ON bookings (location_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_space_id_idx ON bookings (space_id, starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bookings_starts_at_idx ON bookings (starts_at, id) WHERE deleted_at IS NULL;
