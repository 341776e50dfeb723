UPDATE reviews SET author_name = users.first_name
  || CASE WHEN users.last_name IN ('-', '–', '—') THEN '' ELSE ' ' || left(users.last_name, 1) || '.' END
FROM users WHERE users.id = reviews.user_id AND reviews.author_name IS NULL;
