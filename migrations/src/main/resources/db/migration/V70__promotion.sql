-- One row for each run or sweep that was judged, whatever came of it: the first decision is the last.
CREATE TABLE promotion (
  subject  uuid PRIMARY KEY, -- the run or the sweep
  model    text NOT NULL,
  version  int, -- null where there was nothing to judge
  champion int, -- until then; null if the model had none
  promoted boolean NOT NULL,
  reason   text NOT NULL,
  gate     jsonb NOT NULL, -- an array, one entry a criterion: criterion, figures of both, allowed, passed
  actor    text NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (version IS NOT NULL OR NOT promoted)
);
CREATE INDEX promotion_model ON promotion (model, at DESC);
