-- The sum and the number of a space's approved ratings, kept in the transaction that approves, edits or deletes one.
ALTER TABLE spaces
  ADD COLUMN rating_sum integer NOT NULL DEFAULT 0,
  ADD COLUMN rating_count integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT spaces_rating_range
    CHECK (rating_count >= 0 AND rating_sum BETWEEN rating_count AND rating_count * 5);

CREATE TABLE reviews (
  id uuid PRIMARY KEY,
  space_id uuid NOT NULL,
  user_id uuid NOT NULL,
  rating smallint NOT NULL,
  text text NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT reviews_space_id_fkey FOREIGN KEY (space_id) REFERENCES spaces,
  CONSTRAINT reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES users,
  CONSTRAINT reviews_once_key UNIQUE (space_id, user_id),
  CONSTRAINT reviews_rating_range CHECK (rating BETWEEN 1 AND 5),
  CONSTRAINT reviews_text_length CHECK (char_length(text) BETWEEN 5 AND 300),
  CONSTRAINT reviews_status_known CHECK (status IN ('pending', 'approved', 'rejected'))
);
CREATE INDEX reviews_space_id_idx ON reviews (space_id, created_at, id) WHERE status = 'approved';
CREATE INDEX reviews_status_idx ON reviews (status, created_at, id);
CREATE INDEX reviews_user_id_idx ON reviews (user_id);
