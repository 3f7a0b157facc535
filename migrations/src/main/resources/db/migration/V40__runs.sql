-- Each time that a training went on from a checkpoint: from which, where, and what is not as it was when that was
-- written; nothing there means that the run ends in the same bits.
CREATE TABLE run_resumption (
  run_id        uuid NOT NULL,
  epoch         int NOT NULL, -- of the try that went on
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  worker        text NOT NULL,
  step          bigint NOT NULL,
  checkpoint_id text NOT NULL, -- which may be gone since
  differences   text[] NOT NULL,
  PRIMARY KEY (run_id, epoch)
);

-- Wishes to stop a training at its next step. Its worker ends the job when it has kept all of it.
CREATE TABLE run_stop (
  run_id uuid PRIMARY KEY,
  actor  text NOT NULL,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Trainings that go on from a checkpoint and have not ended: it is not removed before.
CREATE INDEX job_resumes ON job ((spec ->> 'resumeFrom'))
  WHERE spec ->> 'resumeFrom' IS NOT NULL AND state IN ('QUEUED', 'RUNNING', 'QUARANTINED');
