-- The key that first made a model; null: the operators. Trainings of others become its champion by its own gate only,
-- which an operator sets: rules, and the data whose held-out puzzles both are evaluated on.
ALTER TABLE model
  ADD COLUMN owner text,
  ADD COLUMN gate  jsonb; -- promotion and evaluation; null: no training of others becomes champion

-- Whether the sweep's submitter was an operator then.
ALTER TABLE sweep ADD COLUMN by_operator boolean NOT NULL DEFAULT false;
