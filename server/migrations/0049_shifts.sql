-- A shift is one person's time at a till: it begins with a float, and ends when the cash in it is counted.
CREATE TABLE shifts (
  id uuid PRIMARY KEY,
  location_id uuid NOT NULL,
  user_id uuid NOT NULL,
  currency text NOT NULL,
  float_amount bigint NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  closed_at timestamptz(3),
  closed_by uuid,
  counted bigint,
  CONSTRAINT shifts_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations,
  CONSTRAINT shifts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
  CONSTRAINT shifts_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES users,
  CONSTRAINT shifts_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT shifts_float_range CHECK (float_amount BETWEEN 0 AND 1000000000000),
  CONSTRAINT shifts_counted_range CHECK (counted BETWEEN 0 AND 1000000000000),
  CONSTRAINT shifts_closed CHECK (
    (closed_at IS NULL) = (counted IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL) AND closed_at >= opened_at)
);
CREATE UNIQUE INDEX shifts_open_key ON shifts (user_id) WHERE closed_at IS NULL;
CREATE INDEX shifts_location_id_idx ON shifts (location_id, opened_at, id);

-- What a shift was over or short when it was counted: money of the house, of no wallet. No row where the count was right.
CREATE TABLE shift_entries (
  id uuid PRIMARY KEY,
  shift_id uuid NOT NULL,
  kind text NOT NULL,
  amount bigint NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT shift_entries_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES shifts,
  CONSTRAINT shift_entries_kind CHECK (kind = 'over_short'),
  CONSTRAINT shift_entries_amount CHECK (amount <> 0),
  CONSTRAINT shift_entries_shift_key UNIQUE (shift_id, kind)
);
CREATE TRIGGER shift_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shift_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where money came in or went out at a desk, and in whose shift.
ALTER TABLE transfers
  ADD COLUMN location_id uuid,
  ADD COLUMN shift_id uuid,
  ADD CONSTRAINT transfers_location_id_fkey FOREIGN KEY (location_id) REFERENCES locations NOT VALID,
  ADD CONSTRAINT transfers_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES shifts NOT VALID,
  ADD CONSTRAINT transfers_desk CHECK (
    (location_id IS NULL OR kind IN ('top_up', 'payout')) AND (shift_id IS NULL OR location_id IS NOT NULL)) NOT VALID;

ALTER TABLE locations ADD COLUMN requires_shift boolean NOT NULL DEFAULT false;
