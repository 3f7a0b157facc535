-- A sweep's own gate. What it decided is a row of promotion, written when all runs have ended.
ALTER TABLE sweep
  ADD COLUMN promotion  jsonb, -- the rules; null: it promotes nothing
  ADD COLUMN verdicts   json, -- of each combination of values, in the order of the request; json keeps theirs
  ADD COLUMN decided_at timestamptz,
  ADD CHECK ((decided_at IS NULL) = (verdicts IS NULL));
CREATE INDEX sweep_undecided ON sweep (id) WHERE promotion IS NOT NULL AND decided_at IS NULL;
