-- Trainings over values, submitted together.
CREATE TABLE sweep (
  id           uuid PRIMARY KEY, -- version 7
  model        text NOT NULL,
  submitted_by text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE sweep_run (
  sweep  uuid NOT NULL REFERENCES sweep ON DELETE CASCADE,
  n      int NOT NULL, -- in the order of the request
  run    uuid NOT NULL UNIQUE, -- whose job may be removed before, by retention
  fields json NOT NULL, -- what it has of what is swept over; json keeps their order
  PRIMARY KEY (sweep, n)
);
