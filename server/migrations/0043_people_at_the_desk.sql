-- A person who came without an account: staff know an email or a telephone number. Only who has an email can have a password.
ALTER TABLE users
  ALTER COLUMN email DROP NOT NULL,
  -- E.164. Several people may share a telephone.
  ADD COLUMN phone text,
  -- What staff write about a person, for staff.
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT users_phone_e164 CHECK (phone ~ '^\+[1-9][0-9]{6,14}$') NOT VALID,
  ADD CONSTRAINT users_reachable CHECK (email IS NOT NULL OR phone IS NOT NULL OR deleted_at IS NOT NULL) NOT VALID,
  ADD CONSTRAINT users_password_needs_email CHECK (password_hash IS NULL OR email IS NOT NULL) NOT VALID;

-- The address that the link was sent to: it proves no other one. Null in links of an earlier version.
ALTER TABLE mailed_tokens ADD COLUMN email text;

-- All runs of three digits in a telephone number: by them an index finds numbers that contain a run of digits.
CREATE FUNCTION digit_runs(given text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(SELECT substr(given, n, 3) FROM generate_series(1, char_length(given) - 2) n);
