-- Some held-out puzzles of each run as its latest evaluation saw them solved: few, and only the latest, so that a run of
-- many evaluations takes no more than one of few.
CREATE TABLE run_sample (
  run_id  uuid PRIMARY KEY,
  kind    text NOT NULL,
  step    bigint NOT NULL, -- after which the weights were so
  samples jsonb NOT NULL
);
