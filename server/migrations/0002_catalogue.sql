CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE locations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  address text NOT NULL,
  description text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT locations_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
  -- What spaces refer to: the currency cannot change under them.
  CONSTRAINT locations_id_currency_key UNIQUE (id, currency)
);
CREATE INDEX locations_name_idx ON locations (name, id);

CREATE TABLE location_managers (
  location_id uuid NOT NULL,
  user_id uuid NOT NULL,
  CONSTRAINT location_managers_pkey PRIMARY KEY (user_id, location_id),
  CONSTRAINT location_managers_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations ON DELETE CASCADE,
  CONSTRAINT location_managers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX location_managers_location_id_idx ON location_managers (location_id);

-- Minutes since 00:00 of the location's wall clock; 1440 is the end of the day.
CREATE TABLE opening_hours (
  location_id uuid NOT NULL,
  weekday smallint NOT NULL,
  opens smallint NOT NULL,
  closes smallint NOT NULL,
  CONSTRAINT opening_hours_pkey PRIMARY KEY (location_id, weekday, opens),
  CONSTRAINT opening_hours_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations ON DELETE CASCADE,
  CONSTRAINT opening_hours_weekday_iso CHECK (weekday BETWEEN 1 AND 7),
  CONSTRAINT opening_hours_in_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
  CONSTRAINT opening_hours_no_overlap
    EXCLUDE USING gist (location_id WITH =, weekday WITH =, int4range(opens, closes) WITH &&)
);

CREATE TABLE tariffs (
  id uuid PRIMARY KEY,
  location_id uuid,
  name text NOT NULL,
  currency text NOT NULL,
  hourly_rate bigint NOT NULL,
  daily_cap bigint,
  -- [{weekdays, from, to, hourlyRate, label}], the first that holds a minute wins.
  rules jsonb NOT NULL,
  min_minutes integer NOT NULL,
  max_minutes integer NOT NULL,
  step_minutes integer NOT NULL,
  min_lead_minutes integer NOT NULL,
  max_advance_days integer NOT NULL,
  -- [{hoursBefore, refundPercent}], from the most hours down.
  cancellation jsonb NOT NULL,
  is_active boolean NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT tariffs_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations,
  CONSTRAINT tariffs_id_currency_key UNIQUE (id, currency),
  CONSTRAINT tariffs_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT tariffs_hourly_rate_range CHECK (hourly_rate BETWEEN 0 AND 1000000000000),
  CONSTRAINT tariffs_daily_cap_range CHECK (daily_cap BETWEEN 0 AND 1000000000000),
  CONSTRAINT tariffs_lengths CHECK (0 < min_minutes AND min_minutes <= max_minutes AND max_minutes <= 44640),
  CONSTRAINT tariffs_step_divides_day CHECK (step_minutes BETWEEN 1 AND 1440 AND 1440 % step_minutes = 0),
  CONSTRAINT tariffs_window CHECK (min_lead_minutes >= 0 AND max_advance_days >= 0)
);
CREATE INDEX tariffs_location_id_idx ON tariffs (location_id);
CREATE INDEX tariffs_name_idx ON tariffs (name, id);

CREATE TABLE spaces (
  id uuid PRIMARY KEY,
  location_id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  capacity integer NOT NULL,
  tariff_id uuid,
  -- The location's and the tariff's at once: the two foreign keys below keep all three the same.
  currency text NOT NULL,
  description text NOT NULL,
  amenities text[] NOT NULL,
  buffer_before_minutes integer NOT NULL,
  buffer_after_minutes integer NOT NULL,
  requires_approval boolean NOT NULL,
  requires_check_in boolean NOT NULL,
  is_active boolean NOT NULL,
  -- A space that was ever booked stays for its history, without a tariff.
  deleted_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT spaces_location_currency_fkey FOREIGN KEY (location_id, currency) REFERENCES locations (id, currency),
  CONSTRAINT spaces_tariff_currency_fkey FOREIGN KEY (tariff_id, currency) REFERENCES tariffs (id, currency),
  CONSTRAINT spaces_tariff_unless_deleted CHECK (tariff_id IS NOT NULL OR deleted_at IS NOT NULL),
  CONSTRAINT spaces_type_known
    CHECK (type IN ('desk', 'meeting_room', 'private_office', 'phone_booth', 'event_space')),
  CONSTRAINT spaces_capacity_positive CHECK (capacity > 0),
  CONSTRAINT spaces_buffers_range
    CHECK (buffer_before_minutes BETWEEN 0 AND 1440 AND buffer_after_minutes BETWEEN 0 AND 1440)
);
CREATE INDEX spaces_name_idx ON spaces (name, id) WHERE deleted_at IS NULL;
CREATE INDEX spaces_location_id_idx ON spaces (location_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX spaces_tariff_id_idx ON spaces (tariff_id);

CREATE TABLE closures (
  id uuid PRIMARY KEY,
  location_id uuid NOT NULL,
  -- Null closes the whole location.
  space_id uuid,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  reason text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT closures_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations ON DELETE CASCADE,
  CONSTRAINT closures_space_id_fkey FOREIGN KEY (space_id) REFERENCES spaces ON DELETE CASCADE,
  CONSTRAINT closures_in_order CHECK (starts_at < ends_at)
);
CREATE INDEX closures_location_id_idx ON closures (location_id, ends_at);
