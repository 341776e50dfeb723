-- Candidates are drawn at random. Of the candidates for one space, day and part of the day only the first is kept, so no two bookings
-- overlap; the constraint of the table checks this. Some spaces and people are drawn more often than others, weekends less often, and a
-- day is drawn the less often the further it is in the future.

CREATE TEMP TABLE people AS
  SELECT id, (row_number() OVER (ORDER BY md5(email)))::int AS rank FROM users WHERE role = 'member';
CREATE TEMP TABLE places AS
  SELECT s.id, s.location_id, s.type, s.buffer_before_minutes, s.buffer_after_minutes, s.requires_approval, s.requires_check_in,
    l.time_zone, k.rate, k.evenings, (row_number() OVER (ORDER BY md5(s.name || l.name)))::int AS rank
  FROM spaces s JOIN locations l ON l.id = s.location_id JOIN kinds k USING (type);
ANALYZE people, places;

-- A day of a meeting room or phone booth has six parts of two hours, a day of an event space two parts of six hours, a day of a desk or
-- an office one part.
CREATE TEMP TABLE drawn AS
WITH draws AS (
  SELECT n, (opened::date + floor(1095 * power(random(), 0.85))::int) AS day,
    1 + floor(5000 * power(random(), 1.3))::int AS place,
    1 + floor(members * power(random(), 2))::int AS person,
    (ARRAY[0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5])[1 + floor(random() * 13)::int] AS drawn_part,
    random() AS weekday_dice, random() AS ahead_dice
  FROM clock, (SELECT count(*) AS members FROM people) m, generate_series(1, current_setting('bench.bookings')::int * 2) n
)
SELECT DISTINCT ON (place, day, day_part) place, person, day, day_part, n
FROM clock, LATERAL (
  SELECT d.*, CASE type WHEN 'meeting_room' THEN drawn_part WHEN 'phone_booth' THEN drawn_part WHEN 'event_space' THEN drawn_part / 3 ELSE 0 END AS day_part
  FROM draws d JOIN places ON rank = place
) d
WHERE (extract(isodow FROM day) < 6 OR weekday_dice < 0.3)
  AND (day <= now::date OR ahead_dice < exp((now::date - day) / 40.0))
ORDER BY place, day, day_part, n;

-- The time, the price and the present status of each booking.
CREATE TEMP TABLE planned_bookings AS
WITH chosen AS (
  SELECT * FROM drawn ORDER BY n LIMIT current_setting('bench.bookings')::int
), hours AS MATERIALIZED (
  SELECT c.*, p.time_zone, p.rate, p.evenings, p.requires_approval, p.requires_check_in, extract(isodow FROM day) > 5 AS weekend,
    CASE p.type WHEN 'meeting_room' THEN 8 + 2 * day_part WHEN 'phone_booth' THEN 8 + 2 * day_part
      WHEN 'event_space' THEN 10 + 6 * day_part ELSE 8 + n % 3 END AS hour,
    CASE p.type WHEN 'meeting_room' THEN (ARRAY[30, 60, 60, 90])[1 + n % 4] WHEN 'phone_booth' THEN (ARRAY[30, 60])[1 + n % 2]
      WHEN 'event_space' THEN (ARRAY[120, 180])[1 + n % 2] ELSE (ARRAY[240, 360, 480, 480])[1 + n % 4] END AS minutes
  FROM chosen c JOIN places p ON p.rank = c.place
), timed AS MATERIALIZED (
  SELECT place, person, n, minutes, requires_approval, requires_check_in,
    (day + make_interval(hours => hour)) AT TIME ZONE time_zone AS starts,
    CASE WHEN evenings AND hour >= 18 THEN rate * 3 / 4 WHEN weekend THEN rate * 2 / 3 ELSE rate END AS hourly,
    CASE WHEN evenings AND hour >= 18 THEN 'evening' WHEN weekend THEN 'weekend' ELSE 'base' END AS reason,
    random() AS outcome, random() AS moment, random() AS lead
  FROM hours
), made AS MATERIALIZED (
  SELECT *, starts + minutes * interval '1 minute' AS ends, hourly * minutes / 60 AS price,
    least(starts - interval '1 hour' - 14 * power(lead, 2) * interval '1 day', now - interval '1 minute' - lead * interval '7 days') AS made
  FROM timed, clock
), decided AS MATERIALIZED (
  SELECT *, CASE
      WHEN outcome < 0.09 THEN 'cancelled'
      WHEN ends <= now THEN CASE WHEN requires_approval AND outcome < 0.14 THEN 'rejected' WHEN requires_approval AND outcome < 0.17 THEN 'expired'
        WHEN outcome < 0.115 THEN 'no_show' ELSE 'completed' END
      WHEN starts <= now THEN CASE WHEN requires_check_in OR outcome > 0.6 THEN 'checked_in' ELSE 'confirmed' END
      WHEN requires_approval AND outcome < 0.5 THEN 'pending'
      ELSE 'confirmed'
    END AS status
  FROM made
)
SELECT place, person, n, minutes, starts, ends, made, hourly, reason, price, status, now,
  CASE status WHEN 'cancelled' THEN least(made + moment * (starts - made), now - interval '1 second')
    WHEN 'rejected' THEN least(made + moment * (starts - made), now - interval '1 second')
    WHEN 'expired' THEN starts WHEN 'completed' THEN ends WHEN 'no_show' THEN starts + interval '15 minutes' ELSE made END AS changed
FROM decided;

INSERT INTO bookings (id, user_id, space_id, resource_id, location_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes,
  requires_check_in, status, title, total_price, currency, refunded, quote, cancellation, cancelled_at, cancel_reason,
  version, created_at, updated_at, reminded_at)
SELECT pg_temp.id_at(made), m.id, p.id, p.id, location_id, starts, ends, buffer_before_minutes, buffer_after_minutes, requires_check_in, status,
  (ARRAY['', '', 'Планёрка', 'Weekly sync', 'Встреча с клиентом', 'Интервью'])[1 + n % 6], price, 'RUB',
  CASE WHEN status IN ('rejected', 'expired') THEN price
    WHEN status = 'cancelled' AND changed <= starts - interval '24 hours' THEN price
    WHEN status = 'cancelled' AND changed <= starts - interval '2 hours' THEN price / 2 ELSE 0 END,
  format('{"total":%s,"currency":"RUB","minutes":%s,"lines":[{"startsAt":"%s","endsAt":"%s","minutes":%2$s,"hourlyRate":%5$s,"amount":%1$s,"reason":"%6$s"}],"cancellation":[{"until":"%7$s","refundPercent":100},{"until":"%8$s","refundPercent":50}]}',
    price, minutes, pg_temp.instant(starts), pg_temp.instant(ends), hourly, reason,
    pg_temp.instant(starts - interval '24 hours'), pg_temp.instant(starts - interval '2 hours'))::json,
  '[{"hoursBefore":24,"refundPercent":100},{"hoursBefore":2,"refundPercent":50}]',
  CASE WHEN status = 'cancelled' THEN changed END, CASE WHEN status = 'cancelled' AND n % 3 = 0 THEN 'Изменились планы' END,
  CASE WHEN status IN ('confirmed', 'pending') THEN 1 ELSE 2 END, made, changed,
  CASE WHEN starts <= now + interval '2 hours' THEN made END
FROM planned_bookings JOIN places p ON p.rank = place JOIN people m ON m.rank = person
ORDER BY made;
