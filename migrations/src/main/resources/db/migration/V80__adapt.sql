-- Jobs that adapt a model to an unseen task and answer it: a kind of their own.
ALTER TABLE job DROP CONSTRAINT job_kind_check,
  ADD CONSTRAINT job_kind_check CHECK (kind IN ('SOLVE', 'TRAIN', 'ADAPT'));
ALTER TABLE queue_pause DROP CONSTRAINT queue_pause_kind_check,
  ADD CONSTRAINT queue_pause_kind_check CHECK (kind IN ('SOLVE', 'TRAIN', 'ADAPT'));
ALTER TABLE webhook DROP CONSTRAINT webhook_kind_check,
  ADD CONSTRAINT webhook_kind_check CHECK (kind IN ('SOLVE', 'TRAIN', 'ADAPT'));

-- What each answer of an adapted model was supported by. Text, so that its hash, which the job's result has, is that
-- of what is here.
CREATE TABLE vote_table (
  job_id uuid PRIMARY KEY,
  body   text NOT NULL
);
