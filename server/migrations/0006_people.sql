-- A session is one sign-in and all the refresh tokens exchanged from it; ending it ends them all.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  user_agent text,
  address text,
  created_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

DROP TABLE refresh_tokens;
CREATE TABLE refresh_tokens (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  -- Exchanged for the next one.
  spent_at timestamptz(3),
  -- Given up unused: its answer was lost, and another was made in its place.
  replaced_at timestamptz(3),
  CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions ON DELETE CASCADE,
  CONSTRAINT refresh_tokens_token_hash_key UNIQUE (token_hash)
);
-- By construction at most one living token a session.
CREATE UNIQUE INDEX refresh_tokens_living_key ON refresh_tokens (session_id)
  WHERE spent_at IS NULL AND replaced_at IS NULL;
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);

-- Tokens that are sent by mail: single use, an hour long for a password, a week for an address.
CREATE TABLE mailed_tokens (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT mailed_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE,
  CONSTRAINT mailed_tokens_purpose_known CHECK (purpose IN ('password_reset', 'verify_email'))
);
CREATE INDEX mailed_tokens_user_id_idx ON mailed_tokens (user_id);
CREATE INDEX mailed_tokens_expires_at_idx ON mailed_tokens (expires_at);

ALTER TABLE users
  ADD COLUMN deleted_at timestamptz(3),
  -- Moves with every change of the password: what was verified against the old one is worth nothing then.
  ADD COLUMN password_changed_at timestamptz(3) NOT NULL DEFAULT '2000-01-01';
-- Searches are by the beginning of a name or of the email.
CREATE INDEX users_email_prefix_idx ON users (email text_pattern_ops) WHERE deleted_at IS NULL;
CREATE INDEX users_first_name_prefix_idx ON users (lower(left(first_name, 100)) text_pattern_ops) WHERE deleted_at IS NULL;
CREATE INDEX users_last_name_prefix_idx ON users (lower(left(last_name, 100)) text_pattern_ops) WHERE deleted_at IS NULL;
CREATE INDEX users_created_at_idx ON users (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX users_staff_idx ON users (role, id) WHERE role <> 'member';
