-- Data sets that somebody has sent. The content is here too, so that every worker can read it
-- wherever it runs, and set and content come and go together.
CREATE TABLE dataset (
  id             uuid PRIMARY KEY,
  name           text NOT NULL UNIQUE,
  kind           text NOT NULL CHECK (kind IN ('grid', 'arc')),
  sha256         text NOT NULL, -- of the content
  bytes          bigint NOT NULL, -- of the content
  layout         jsonb NOT NULL,
  training       int NOT NULL CHECK (training > 0),
  held_out       int NOT NULL CHECK (held_out > 0),
  groups         int NOT NULL,
  held_out_share double precision, -- of the groups, as was asked for; null where tasks say it themselves
  seed           bigint, -- of that choice
  refused        int NOT NULL, -- bad records
  problems       jsonb NOT NULL, -- the first of those: line, pointer, reason
  submitted_by   text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX dataset_submitter ON dataset (submitted_by, id DESC);

CREATE TABLE dataset_part (
  dataset uuid NOT NULL REFERENCES dataset ON DELETE CASCADE,
  n       int NOT NULL, -- counted from 0
  gzip    bytea NOT NULL, -- all parts together are one gzip file
  PRIMARY KEY (dataset, n)
);
ALTER TABLE dataset_part ALTER COLUMN gzip SET STORAGE EXTERNAL; -- it is compressed already

-- Which trainings use a set.
CREATE INDEX job_dataset ON job ((spec #>> '{dataset,id}')) WHERE kind = 'TRAIN' AND spec #>> '{dataset,id}' IS NOT NULL;
