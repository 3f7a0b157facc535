-- Runs that had stopped or failed and go on as another run, each as one only: a training that goes on twice is paid for
-- twice. What is forked is not here.
CREATE TABLE run_continuation (
  run_id uuid PRIMARY KEY,
  next   uuid NOT NULL UNIQUE,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
