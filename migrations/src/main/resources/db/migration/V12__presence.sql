-- Whether the worker was heard of while it held a session of its own, whose end tells of the worker's.
ALTER TABLE worker ADD COLUMN present boolean NOT NULL DEFAULT false;

-- When the row was written, by the same clock as claims; created_at is the trainer's.
ALTER TABLE checkpoint ADD COLUMN noted_at timestamptz NOT NULL DEFAULT clock_timestamp();
