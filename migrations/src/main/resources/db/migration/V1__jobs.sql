-- The jobs themselves, one row each. Enumerations are text with a check: readable in every tool.
CREATE TABLE job (
  id             uuid PRIMARY KEY, -- version 7: sorts by the time of submission
  kind           text NOT NULL CHECK (kind IN ('SOLVE', 'TRAIN')),
  state          text NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'QUARANTINED')),
  spec           jsonb NOT NULL,
  model          text NOT NULL,
  priority       text NOT NULL CHECK (priority IN ('HIGH', 'NORMAL', 'LOW')),
  submitted_by   text NOT NULL,
  batch          uuid,
  retry_of       uuid,
  epoch          int NOT NULL DEFAULT 0, -- raised by claim, rescue and cancel; fences every write of a worker
  attempts       int NOT NULL DEFAULT 0, -- tries, those lost to a crash left out
  crash_attempts int NOT NULL DEFAULT 0,
  queued_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  run_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at     timestamptz,
  finished_at    timestamptz,
  deadline       timestamptz,
  worker         text,
  lease_until    timestamptz,
  result         jsonb,
  failure_code   text,
  failure        text,
  progress       jsonb,
  actor          text NOT NULL, -- who made the last change of state, and why; the audit copies both
  reason         text,
  events         int NOT NULL DEFAULT 0,
  audit_hash     bytea NOT NULL DEFAULT ''
);
CREATE INDEX job_kind ON job (kind, id DESC);
CREATE INDEX job_state ON job (state, id DESC);
CREATE INDEX job_model ON job (model, id DESC);
CREATE INDEX job_batch ON job (batch, id DESC) WHERE batch IS NOT NULL;
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'RUNNING';
CREATE INDEX job_deadline ON job (deadline) WHERE state = 'QUEUED' AND deadline IS NOT NULL;

-- One row for each queued job: what the relay has to announce. Kept by the trigger below.
CREATE TABLE outbox (
  job_id       uuid PRIMARY KEY,
  kind         text NOT NULL,
  priority     text NOT NULL,
  submitted_by text NOT NULL,
  due_at       timestamptz NOT NULL, -- to be announced then, for the first time or again
  publishes    int NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX outbox_turn ON outbox (kind, priority, submitted_by, due_at, job_id);
CREATE INDEX outbox_published ON outbox (kind, priority, due_at) WHERE publishes > 0;

-- The audit: one row for each change of a job's state, each hash covering the one before.
CREATE TABLE job_event (
  job_id     uuid NOT NULL,
  seq        int NOT NULL,
  at         timestamptz NOT NULL,
  from_state text,
  to_state   text NOT NULL,
  epoch      int NOT NULL,
  actor      text NOT NULL,
  worker     text,
  reason     text,
  hash       bytea NOT NULL,
  PRIMARY KEY (job_id, seq, at)
) PARTITION BY RANGE (at);
CREATE TABLE job_event_default PARTITION OF job_event DEFAULT;

-- The cycles of a solve: one row, the cells of all cycles as bytes.
CREATE TABLE trace (
  job_id      uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  epoch       int NOT NULL,
  cells       int NOT NULL,
  cycles      int NOT NULL,
  body        bytea NOT NULL,
  PRIMARY KEY (job_id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE trace_default PARTITION OF trace DEFAULT;

-- Makes the monthly partitions from this month on; safe to call from several processes.
CREATE FUNCTION ensure_partitions(ahead int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  first  timestamp;
  name   text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('trm.partitions'));
  FOREACH parent IN ARRAY ARRAY['job_event', 'trace'] LOOP
    FOR month IN 0..ahead LOOP
      first := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month);
      name := parent || to_char(first, '_YYYY_MM');
      IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent,
                       first AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
      END IF;
    END LOOP;
  END LOOP;
END $$;
SELECT ensure_partitions(2);

-- No change of state without its audit event; queued means in the outbox, and nothing else is.
CREATE FUNCTION job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END;
  moment timestamptz := clock_timestamp();
BEGIN
  NEW.events := NEW.events + 1;
  NEW.audit_hash := sha256(NEW.audit_hash || convert_to(concat_ws('|', NEW.id, NEW.events,
    extract(epoch FROM moment), coalesce(before, ''), NEW.state, NEW.epoch, NEW.actor,
    coalesce(NEW.worker, ''), coalesce(NEW.reason, '')), 'UTF8'));
  INSERT INTO job_event (job_id, seq, at, from_state, to_state, epoch, actor, worker, reason, hash)
  VALUES (NEW.id, NEW.events, moment, before, NEW.state, NEW.epoch, NEW.actor, NEW.worker, NEW.reason, NEW.audit_hash);
  IF NEW.state = 'QUEUED' THEN
    INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at)
    VALUES (NEW.id, NEW.kind, NEW.priority, NEW.submitted_by, NEW.run_at);
  ELSIF before = 'QUEUED' THEN
    DELETE FROM outbox WHERE job_id = NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_submitted BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION job_moved();
CREATE TRIGGER job_moved BEFORE UPDATE OF state ON job FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION job_moved();

CREATE TABLE worker (
  id         text PRIMARY KEY,
  kind       text NOT NULL,
  capacity   int NOT NULL,
  free       int NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  heard_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE run_metric (
  run_id uuid NOT NULL,
  name   text NOT NULL,
  step   bigint NOT NULL,
  value  double precision NOT NULL,
  PRIMARY KEY (run_id, name, step)
);

CREATE TABLE checkpoint (
  id         text PRIMARY KEY, -- sha256 of the tensor file, hex
  run_id     uuid,
  step       bigint NOT NULL,
  resumable  boolean NOT NULL,
  bytes      bigint NOT NULL,
  manifest   jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX checkpoint_run ON checkpoint (run_id, step DESC);

CREATE TABLE model (
  name       text PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE model_version (
  model         text NOT NULL REFERENCES model,
  version       int NOT NULL CHECK (version > 0),
  checkpoint_id text NOT NULL REFERENCES checkpoint,
  metrics       jsonb NOT NULL,
  run_id        uuid,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (model, version),
  UNIQUE (model, checkpoint_id)
);
CREATE TABLE model_alias (
  model      text NOT NULL,
  alias      text NOT NULL,
  version    int NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (model, alias),
  FOREIGN KEY (model, version) REFERENCES model_version
);
CREATE TABLE alias_move (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model        text NOT NULL,
  alias        text NOT NULL,
  from_version int,
  to_version   int NOT NULL,
  actor        text NOT NULL,
  reason       text,
  at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX alias_move_model ON alias_move (model, id DESC);

CREATE TABLE api_key (
  id         uuid PRIMARY KEY,
  name       text NOT NULL UNIQUE,
  role       text NOT NULL CHECK (role IN ('READER', 'SUBMITTER', 'OPERATOR')),
  hash       bytea NOT NULL UNIQUE, -- sha256 of the key; the key itself is nowhere
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at timestamptz
);
