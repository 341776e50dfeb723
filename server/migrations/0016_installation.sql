-- Whose keys lie in a Redis that several databases share. The row is made when it is first asked for: a database without rows is
-- one that a backup can be restored into.
CREATE TABLE installation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  only_row boolean NOT NULL DEFAULT true,
  CONSTRAINT installation_only_row_key UNIQUE (only_row),
  CONSTRAINT installation_only_row_true CHECK (only_row)
);
