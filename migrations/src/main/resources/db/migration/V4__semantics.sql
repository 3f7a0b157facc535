-- A worker that vanishes leaves its jobs as suspects: rerun apart, a group at a time in one worker.
ALTER TABLE job
  ADD COLUMN suspect_group uuid,
  ADD COLUMN lone_crashes  int NOT NULL DEFAULT 0, -- workers that vanished while holding this job only
  ADD COLUMN claimed_at    timestamptz, -- when the present or last try began
  ADD COLUMN crash_worker  text, -- the last worker that vanished with it
  ADD COLUMN crash_stack   text; -- what that worker left to read
CREATE INDEX job_crash_worker ON job (crash_worker) WHERE crash_worker IS NOT NULL;
CREATE INDEX job_held ON job (worker) WHERE state = 'RUNNING';
CREATE INDEX job_running_of ON job (submitted_by) WHERE state = 'RUNNING';
CREATE INDEX job_suspects ON job (suspect_group) WHERE state = 'QUEUED' AND suspect_group IS NOT NULL;
CREATE INDEX job_overrun ON job (deadline) WHERE state = 'RUNNING' AND deadline IS NOT NULL;

ALTER TABLE outbox ADD COLUMN suspect_group uuid;
CREATE INDEX outbox_suspects ON outbox (kind, suspect_group) WHERE suspect_group IS NOT NULL;
CREATE INDEX outbox_announced_of ON outbox (submitted_by, due_at) WHERE publishes > 0;

CREATE OR REPLACE FUNCTION job_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'QUEUED' THEN
    INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at, suspect_group)
    VALUES (NEW.id, NEW.kind, NEW.priority, NEW.submitted_by, NEW.run_at, NEW.suspect_group);
  ELSIF TG_OP = 'UPDATE' AND OLD.state = 'QUEUED' THEN
    DELETE FROM outbox WHERE job_id = NEW.id;
  END IF;
  RETURN NEW;
END $$;

-- A queue is paused as long as its row is here.
CREATE TABLE queue_pause (
  kind   text PRIMARY KEY CHECK (kind IN ('SOLVE', 'TRAIN')),
  since  timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor  text NOT NULL,
  reason text
);

ALTER TABLE worker
  ADD COLUMN drained_by text, -- the operator who wants it to take nothing new
  ADD COLUMN stopping   boolean NOT NULL DEFAULT false; -- it stops by itself

-- How many of a key's jobs may run at once; null without a limit.
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS max_running int CHECK (max_running > 0);

-- Training jobs that come again by the clock.
CREATE TABLE schedule (
  name       text PRIMARY KEY,
  cron       text NOT NULL, -- five fields
  time_zone  text NOT NULL,
  overlap    text NOT NULL CHECK (overlap IN ('skip', 'queue', 'cancelRunning')),
  spec       jsonb NOT NULL,
  paused     boolean NOT NULL DEFAULT false,
  actor      text NOT NULL, -- who made it, and whose its jobs are
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_fire  timestamptz -- null where it is paused or never comes again
);
CREATE INDEX schedule_due ON schedule (next_fire) WHERE next_fire IS NOT NULL;

-- One row for each time a schedule came due.
CREATE TABLE schedule_fire (
  schedule text NOT NULL REFERENCES schedule ON DELETE CASCADE,
  fire_at  timestamptz NOT NULL,
  fired_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  job_id   uuid, -- null where it was skipped
  PRIMARY KEY (schedule, fire_at)
);
