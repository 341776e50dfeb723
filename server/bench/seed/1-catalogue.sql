-- Twenty locations in six time zones, a hundred tariffs, five thousand spaces: three in five are desks.

-- An id that grows with time, as the ids of the service do, so that indexes are as compact as in production. The function is a single
-- expression, so that PostgreSQL inlines it instead of calling it millions of times.
CREATE FUNCTION pg_temp.id_at(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT overlay(replace(gen_random_uuid()::text, '-', '')
    PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' FROM 1 FOR 13)::uuid $$;

CREATE FUNCTION pg_temp.instant(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

CREATE TEMP TABLE clock AS
  SELECT date_trunc('hour', now()) AS now, date_trunc('day', now()) - interval '1005 days' AS opened;

INSERT INTO locations (id, name, address, description, time_zone, currency, created_at, updated_at)
SELECT pg_temp.id_at(opened), format('%s %s', (ARRAY['Лофт', 'Фабрика', 'Типография', 'Гараж', 'Мансарда'])[1 + n % 5], n),
  format('Улица Строителей, %s', n), 'Столы, переговорные, кабинки для звонков, зал.',
  (ARRAY['Europe/Moscow', 'Europe/Moscow', 'Europe/Berlin', 'Asia/Yekaterinburg', 'Asia/Almaty', 'Europe/London', 'America/New_York'])[1 + n % 7],
  'RUB', opened, opened
FROM clock, generate_series(1, 20) n;

INSERT INTO opening_hours (location_id, weekday, opens, closes)
SELECT id, weekday, 480, 1260 FROM locations, generate_series(1, 7) weekday;

CREATE TEMP TABLE kinds (type text, rate bigint, capacity int, before int, after int, approval boolean, check_in boolean, evenings boolean);
INSERT INTO kinds VALUES
  ('desk', 18000, 1, 0, 0, false, false, false),
  ('meeting_room', 90000, 8, 0, 15, false, false, true),
  ('phone_booth', 24000, 1, 0, 0, false, true, true),
  ('private_office', 120000, 6, 0, 0, false, false, false),
  ('event_space', 480000, 80, 60, 60, true, false, false);

INSERT INTO tariffs (id, location_id, name, currency, hourly_rate, rules, min_minutes, max_minutes, step_minutes,
  min_lead_minutes, max_advance_days, cancellation, is_active, created_at, updated_at)
SELECT pg_temp.id_at(opened), l.id, k.type, 'RUB', k.rate,
  CASE WHEN evenings THEN jsonb_build_array(jsonb_build_object('weekdays', '[1,2,3,4,5,6,7]'::jsonb, 'from', '18:00', 'to', '24:00',
    'hourlyRate', k.rate * 3 / 4, 'label', 'evening')) ELSE '[]' END
  || jsonb_build_array(jsonb_build_object('weekdays', '[6,7]'::jsonb, 'from', '00:00', 'to', '24:00',
    'hourlyRate', k.rate * 2 / 3, 'label', 'weekend')),
  30, 1440, 30, 0, 365,
  '[{"hoursBefore": 24, "refundPercent": 100}, {"hoursBefore": 2, "refundPercent": 50}]', true, opened, opened
FROM clock, locations l, kinds k;

INSERT INTO spaces (id, location_id, name, type, capacity, tariff_id, currency, description, amenities,
  buffer_before_minutes, buffer_after_minutes, requires_approval, requires_check_in, is_active, created_at, updated_at)
SELECT pg_temp.id_at(opened + n * interval '1 second'), t.location_id, format('%s %s', k.type, n), k.type, k.capacity, t.id, 'RUB', '',
  CASE WHEN n % 3 = 0 THEN '{wifi,screen}' WHEN n % 3 = 1 THEN '{wifi}' ELSE '{}' END::text[],
  k.before, k.after, k.approval, k.check_in, true, opened, opened
FROM clock
CROSS JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM locations) l
CROSS JOIN generate_series(1, 250) n
JOIN kinds k ON k.type = CASE WHEN n <= 150 THEN 'desk' WHEN n <= 200 THEN 'meeting_room' WHEN n <= 225 THEN 'phone_booth'
  WHEN n <= 245 THEN 'private_office' ELSE 'event_space' END
JOIN tariffs t ON t.location_id = l.id AND t.name = k.type;
