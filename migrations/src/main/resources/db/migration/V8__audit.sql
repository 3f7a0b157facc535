-- The audit, second scheme: hashes over an encoding in which no two different events have the same text, and over
-- what was submitted, the outcome and the trace as well. Events of before keep theirs.
ALTER TABLE job_event
  ADD COLUMN scheme  smallint NOT NULL DEFAULT 1,
  ADD COLUMN content bytea, -- sha256 of the submission, with the first event; of the outcome, once there is one
  ADD COLUMN trace   bytea; -- sha256 of the cycles kept
ALTER TABLE job ADD COLUMN trace_hash bytea; -- audit_trace() of the cycles kept, written with the outcome

CREATE FUNCTION audit_submission(j job) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    j.kind, j.model, j.submitted_by, j.batch, j.retry_of, j.spec)::text, 'UTF8'))
$$;
CREATE FUNCTION audit_outcome(j job) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN j.result IS NOT NULL OR j.failure_code IS NOT NULL THEN
    sha256(convert_to(jsonb_build_array(j.result, j.failure_code, j.failure)::text, 'UTF8')) END
$$;
CREATE FUNCTION audit_trace(cells int, cycles int, body bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT sha256(int4send(cells) || int4send(cycles) || body)
$$;

-- Jobs that have ended and are in no anchor yet. Filled in the transaction that ends the job and emptied in the
-- one that makes the anchor: so each is in exactly one, however late its transaction commits.
CREATE TABLE audit_pending (
  job_id uuid PRIMARY KEY,
  events int NOT NULL,
  hash   bytea NOT NULL
);
INSERT INTO audit_pending (job_id, events, hash)
SELECT id, events, audit_hash FROM job WHERE state IN ('SUCCEEDED', 'FAILED', 'CANCELLED');

-- Signed statements over the jobs that ended: each names the one before. The statement is what counts; the other
-- columns are for finding it.
CREATE TABLE audit_anchor (
  seq       bigint PRIMARY KEY,
  at        timestamptz NOT NULL,
  jobs      int NOT NULL,
  first_job uuid,
  last_job  uuid,
  statement text NOT NULL,
  signature text NOT NULL,
  leaves    bytea NOT NULL -- id, number of events and last hash of each job, by id
);
CREATE INDEX audit_anchor_at ON audit_anchor (at);

CREATE OR REPLACE FUNCTION job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before  text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END;
  moment  timestamptz := clock_timestamp();
  content bytea := CASE WHEN TG_OP = 'UPDATE' THEN audit_outcome(NEW) ELSE audit_submission(NEW) END;
BEGIN
  NEW.events := NEW.events + 1;
  NEW.audit_hash := sha256(NEW.audit_hash || convert_to(jsonb_build_array(
    2, NEW.id, NEW.events, (extract(epoch FROM moment) * 1000000)::bigint, before, NEW.state, NEW.epoch, NEW.actor,
    NEW.worker, NEW.reason, encode(content, 'hex'), encode(NEW.trace_hash, 'hex'))::text, 'UTF8'));
  INSERT INTO job_event (
    job_id, seq, at, from_state, to_state, epoch, actor, worker, reason, scheme, content, trace, hash)
  VALUES (
    NEW.id, NEW.events, moment, before, NEW.state, NEW.epoch, NEW.actor, NEW.worker, NEW.reason, 2, content,
    NEW.trace_hash, NEW.audit_hash);
  IF NEW.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') THEN
    INSERT INTO audit_pending (job_id, events, hash) VALUES (NEW.id, NEW.events, NEW.audit_hash);
  END IF;
  RETURN NEW;
END $$;

-- Append-only: against mistakes. Against somebody who may drop triggers there are the anchors.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('trm.retention', true) = TG_ARGV[0] THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON job_event
  FOR EACH ROW EXECUTE FUNCTION append_only('on');
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON job_event
  FOR EACH STATEMENT EXECUTE FUNCTION append_only('never');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON operator_action
  FOR EACH ROW EXECUTE FUNCTION append_only('never');
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON operator_action
  FOR EACH STATEMENT EXECUTE FUNCTION append_only('never');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_anchor
  FOR EACH ROW EXECUTE FUNCTION append_only('never');
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_anchor
  FOR EACH STATEMENT EXECUTE FUNCTION append_only('never');
