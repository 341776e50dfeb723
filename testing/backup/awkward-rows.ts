import { createHash } from 'node:crypto'
import { type Migration, readMigrations } from '../../server/src/db/migrations.ts'
import { query } from '../postgres/query.ts'

const texts = [
  '',
  'NULL',
  '\\N',
  '\\.',
  'before\n\\.\nafter',
  'tab\tcarriage return\rline feed\nvertical\vbackspace\b',
  'back\\slash \\n \\\\. \\',
  '"quoted", \'quoted\'; -- no comment $$',
  'Переговорная «Ёж» 会議室 🪑 e\u0301 \u2028 \u0001\u007f',
  ' spaces ',
  '{not,an,array}',
  'x'.repeat(300_000),
]

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('hex')

/** Rows in most tables, with every kind of text that COPY has to escape, and nulls beside empty values. */
export async function insertAwkwardRows(url: string): Promise<void> {
  for (const [i, text] of texts.entries()) {
    await query(
      url,
      `
      INSERT INTO users (id, email, password_hash, first_name, last_name, created_at, updated_at) VALUES
        ('00000000-0000-7000-8000-0000000000${10 + i}', 'person${i}@example.com', ${i % 2 ? 'NULL' : literal(text)},
         ${literal(text)}, '', '2026-01-01 00:00:00.001+00', '0099-12-31 23:59:59.999+00 BC')`,
    )
  }
  await query(
    url,
    `
    INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
      SELECT id, id, first_name, now(), now(), 'infinity' FROM users;
    INSERT INTO refresh_tokens (id, session_id, token_hash, created_at)
      SELECT id, id, '\\x${bytes}'::bytea || uuid_send(id), now() FROM users;
    INSERT INTO audit_events (id, seq, action, entity, entity_id, after, created_at, seal)
      SELECT id, 0, 'create', 'user', id, jsonb_build_object('name', first_name), created_at, '' FROM users;
    INSERT INTO locations (id, name, address, description, time_zone, currency, created_at, updated_at)
      SELECT id, left(first_name, 100), last_name, first_name, 'Europe/Moscow', 'RUB', created_at, updated_at FROM users;
    INSERT INTO opening_hours SELECT id, 7, 0, 1440 FROM locations;
    INSERT INTO tariffs (id, location_id, name, currency, hourly_rate, daily_cap, rules, min_minutes, max_minutes, step_minutes,
        min_lead_minutes, max_advance_days, cancellation, is_active, created_at, updated_at)
      SELECT id, NULL, name, 'RUB', 1000000000000, NULL, jsonb_build_array(jsonb_build_object('label', description, description, NULL)),
        30, 60, 30, 0, 365, '[]', false, created_at, updated_at FROM locations;
    INSERT INTO spaces (id, location_id, name, type, capacity, tariff_id, currency, description, amenities,
        buffer_before_minutes, buffer_after_minutes, requires_approval, requires_check_in, is_active, created_at, updated_at)
      SELECT id, id, '', 'desk', 1, id, 'RUB', description,
        CASE WHEN name = '' THEN '{}' ELSE ARRAY[description, '', NULL, 'NULL', '{', '"', 'a,b', E'\\\\'] END,
        15, 0, false, false, true, created_at, updated_at FROM locations;
    INSERT INTO bookings (id, user_id, space_id, location_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes,
        requires_check_in, status, title, total_price, currency, quote, cancellation, cancel_reason, created_at, updated_at)
      SELECT id, id, id, id, '2027-01-01 10:00+00', '2027-01-01 11:00+00', 15, 0, false,
        CASE WHEN description = '' THEN 'cancelled' ELSE 'confirmed' END, description, 0, 'RUB', '{"total": 0, "lines": []}', '[]',
        nullif(description, ''), created_at, updated_at FROM spaces;
    INSERT INTO accounts (id, kind, user_id, currency, balance, version, created_at, touched_at)
      SELECT id, 'wallet', id, 'RUB', 5, 1, now(), now() FROM users;
    INSERT INTO accounts (id, kind, currency, created_at, touched_at) VALUES (gen_random_uuid(), 'cash', 'RUB', now(), now());
    INSERT INTO transfers SELECT gen_random_uuid(), c.id, w.id, 5, 'top_up', NULL, u.first_name, NULL, w.id, 5, 1, now()
      FROM accounts w JOIN users u ON u.id = w.user_id, accounts c WHERE c.kind = 'cash'`,
  )
}

const futureSql = `
  CREATE TABLE "Odd ""name"", (a) FROM stdin;" (
    "select" integer GENERATED ALWAYS AS IDENTITY,
    "кто, где" text,
    doubled integer GENERATED ALWAYS AS (coalesce("dropped later", 1) * 2) STORED,
    "dropped later" integer,
    length double precision, share real, total numeric, lasted interval, day date, time_of_day time, local timestamp,
    ids uuid[], notes jsonb[], grid integer[][], during tstzrange, open tsmultirange, address inet, code char(5), flags bit(3)
  );
  ALTER TABLE "Odd ""name"", (a) FROM stdin;" DROP COLUMN doubled, DROP COLUMN "dropped later";
  -- Refers to itself, in rows that come after.
  CREATE TABLE comments (id integer PRIMARY KEY, reply_to integer REFERENCES comments);
  -- Refer to each other, which the order of tables cannot solve.
  CREATE TABLE teams (id integer PRIMARY KEY, captain integer);
  CREATE TABLE players (id integer PRIMARY KEY, team integer NOT NULL REFERENCES teams);
  ALTER TABLE teams ADD CONSTRAINT teams_captain_fkey FOREIGN KEY (captain) REFERENCES players DEFERRABLE;
  -- A migration may insert rows, which change later.
  CREATE TABLE settings (name text PRIMARY KEY, value text);
  INSERT INTO settings VALUES ('kept', 'as made'), ('changed', 'as made'), ('deleted', 'as made');
  CREATE TRIGGER settings_append_only BEFORE DELETE ON settings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  ALTER TABLE settings DISABLE TRIGGER settings_append_only;
  -- A trigger that must not run again during a restore.
  CREATE TABLE counted (players integer);
  INSERT INTO counted VALUES (0);
  CREATE FUNCTION count_player() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN UPDATE counted SET players = players + 1; RETURN NULL; END';
  CREATE TRIGGER players_counted AFTER INSERT ON players FOR EACH ROW EXECUTE FUNCTION count_player();
  CREATE TABLE "without rows" (id integer);
  CREATE SEQUENCE "invoice numbers";
  CREATE SEQUENCE never_asked;`

/** The existing migrations, and one more with features that later migrations may use. */
export async function futureMigrations(): Promise<Migration[]> {
  const hash = createHash('sha256').update(futureSql).digest('hex')
  return [...(await readMigrations()), { name: '9990_odd.sql', sql: futureSql, hash }]
}

export const insertFutureRows = (url: string): Promise<unknown> =>
  query(
    url,
    `
    INSERT INTO "Odd ""name"", (a) FROM stdin;"
      ("кто, где", length, share, total, lasted, day, time_of_day, local, ids, notes, grid, during, open, address, code, flags)
    VALUES
      ('\\.', 'NaN', 0.1, 12345678901234567890.0123456789, '-1 year 2 months -3 days 04:05:06.789', 'infinity', '24:00',
        '2026-03-29 02:30', ARRAY[gen_random_uuid(), NULL], ARRAY['{"a": "\\\\n"}'::jsonb, NULL], '{{1,2},{3,NULL}}',
        '[2026-01-01 00:00+03,)', '{[2026-01-01,2026-02-01),(2026-03-01,)}', '2001:db8::1/64', 'ab', B'101'),
      (NULL, 1e-300, 'Infinity', 'NaN', '0', '0044-03-15 BC', '00:00:00.000001', '-infinity', '{}', '{}', '{}', 'empty', '{}',
        NULL, '', NULL),
      ('', 0.1 + 0.2::double precision, NULL, 0.10, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO comments VALUES (3, NULL), (1, 3), (2, 1);
    UPDATE comments SET reply_to = 2 WHERE id = 3;
    INSERT INTO teams VALUES (1, NULL), (2, NULL);
    INSERT INTO players VALUES (10, 1), (20, 2);
    UPDATE teams SET captain = id * 10;
    UPDATE settings SET value = 'as set' WHERE name = 'changed';
    DELETE FROM settings WHERE name = 'deleted';
    SELECT nextval('"invoice numbers"') FROM generate_series(1, 41)`,
  )
