-- Trainings that a repository's events start, within bounds that an operator sets.
CREATE TABLE recipe (
  name             text PRIMARY KEY,
  id               uuid NOT NULL UNIQUE, -- its secrets are sealed for this
  plan             jsonb NOT NULL,
  actor            text NOT NULL, -- who put it, and whose the runs are that no key of another starts
  secret           bytea NOT NULL, -- sealed; events are signed with it
  secret_key       text NOT NULL, -- which key it is sealed with
  old_secret       bytea, -- the one before, sealed, which is accepted too until
  old_secret_key   text,
  old_secret_until timestamptz,
  created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row for each event that was accepted, committed with the run that it started: so none starts two.
CREATE TABLE recipe_event (
  n       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipe  text NOT NULL REFERENCES recipe ON DELETE CASCADE,
  key     text NOT NULL, -- by which the event is known when it comes again
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  origin  jsonb NOT NULL,
  run     uuid, -- null where nothing was started
  ignored text, -- why nothing was
  UNIQUE (recipe, key),
  CHECK ((run IS NULL) <> (ignored IS NULL))
);
CREATE INDEX recipe_event_log ON recipe_event (recipe, n DESC);
CREATE INDEX recipe_event_runs ON recipe_event (recipe, at) WHERE run IS NOT NULL;
CREATE INDEX recipe_event_ignored ON recipe_event (at) WHERE run IS NULL;

-- A run's specification says what started it; so the audit's hash of the submission covers that too.
CREATE INDEX job_commit ON job ((spec -> 'origin' ->> 'commit') text_pattern_ops, id DESC)
  WHERE kind = 'TRAIN' AND spec -> 'origin' IS NOT NULL;
