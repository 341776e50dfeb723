-- A hundred thousand people, who joined over the three years: a manager for every location, and members.

INSERT INTO users (id, email, first_name, last_name, locale, role, email_verified_at, created_at, updated_at)
SELECT pg_temp.id_at(joined), format('person%s@example.com', n),
  (ARRAY['Анна', 'Иван', 'Мария', 'Пётр', 'Olga', 'John', 'Елена', 'Дмитрий', 'Sofia', 'Марк'])[1 + n % 10],
  (ARRAY['Волкова', 'Орлов', 'Smith', 'Соколов', 'Ким', 'Лебедева', 'Müller'])[1 + n % 7],
  CASE WHEN n % 4 = 0 THEN 'en' ELSE 'ru' END, CASE WHEN n <= 20 THEN 'manager' ELSE 'member' END, joined, joined, joined
FROM clock, generate_series(1, 100000) n, LATERAL (SELECT opened + n * (now - opened) / 100001 AS joined) j;

INSERT INTO location_managers (location_id, user_id)
SELECT l.id, u.id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM locations) l
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users WHERE role = 'manager') u USING (n);
