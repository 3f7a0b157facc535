-- What was done under the id that its Idempotency-Key reserved, where no row of its own would show it. Kept as long as
-- the keys.
CREATE TABLE deed (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX deed_age ON deed (at);
