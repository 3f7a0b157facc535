-- Audit, queue and webhooks are kept once a statement, for all jobs that it moves. What stays with each row is what the
-- row itself has to hold: the time, the state before and the hashes of its last change.
ALTER TABLE job
  ADD COLUMN moved_at      timestamptz,
  ADD COLUMN moved_from    text,
  ADD COLUMN audit_content bytea; -- of the submission or the outcome, as its last event has it

DROP TRIGGER job_submitted_queued ON job;
DROP TRIGGER job_moved_queued ON job;
DROP TRIGGER job_told ON job;
DROP FUNCTION job_queued();
DROP FUNCTION job_told();

CREATE OR REPLACE FUNCTION job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.moved_from := OLD.state;
    NEW.audit_content := audit_outcome(NEW);
  ELSE
    NEW.moved_from := NULL;
    NEW.audit_content := audit_submission(NEW);
  END IF;
  NEW.moved_at := clock_timestamp();
  NEW.events := NEW.events + 1;
  NEW.audit_hash := sha256(NEW.audit_hash || convert_to(jsonb_build_array(
    2, NEW.id, NEW.events, (extract(epoch FROM NEW.moved_at) * 1000000)::bigint, NEW.moved_from, NEW.state, NEW.epoch,
    NEW.actor, NEW.worker, NEW.reason, encode(NEW.audit_content, 'hex'), encode(NEW.trace_hash, 'hex'))::text, 'UTF8'));
  RETURN NEW;
END $$;

-- No job without its first event; queued means in the outbox, and nothing else is.
CREATE FUNCTION jobs_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_event (
    job_id, seq, at, from_state, to_state, epoch, actor, worker, reason, scheme, content, trace, hash)
  SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, 2, audit_content, trace_hash, audit_hash
  FROM made;
  INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at, suspect_group)
  SELECT id, kind, priority, submitted_by, run_at, suspect_group FROM made WHERE state = 'QUEUED';
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_submitted AFTER INSERT ON job
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION jobs_submitted();

-- No change of state without its event. Most updates of several jobs are claims, outcomes and renewed leases; those
-- that move none find it out first. Plans are kept and the tables grow and shrink by turns, so they go by the keys.
CREATE FUNCTION jobs_moved() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  WITH moved AS MATERIALIZED (
    SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, audit_content, trace_hash, audit_hash,
      kind, priority, submitted_by, run_at, suspect_group
    FROM later WHERE (id, state) NOT IN (SELECT id, state FROM earlier)),
  queued AS (
    INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at, suspect_group)
    SELECT id, kind, priority, submitted_by, run_at, suspect_group FROM moved WHERE state = 'QUEUED'),
  taken AS (
    DELETE FROM outbox WHERE job_id = ANY (ARRAY(SELECT id FROM moved WHERE moved_from = 'QUEUED'))),
  ended AS (
    INSERT INTO audit_pending (job_id, events, hash)
    SELECT id, events, audit_hash FROM moved WHERE state IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))
  INSERT INTO job_event (
    job_id, seq, at, from_state, to_state, epoch, actor, worker, reason, scheme, content, trace, hash)
  SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, 2, audit_content, trace_hash, audit_hash
  FROM moved;

  -- The end of a job and the wish to tell of it are committed together.
  IF EXISTS (SELECT FROM webhook) THEN
    INSERT INTO webhook_delivery (webhook, message, event, body)
    SELECT w.id, concat_ws('_', 'msg', replace(j.id::text, '-', ''), j.epoch, lower(j.state)), e.event,
      jsonb_build_object('type', e.event, 'timestamp', instant_text(coalesce(j.finished_at, j.moved_at)), 'data',
        jsonb_strip_nulls(jsonb_build_object('id', j.id, 'kind', lower(j.kind), 'state', j.state,
          'model', j.model, 'submittedBy', j.submitted_by, 'batch', j.batch, 'retryOf', j.retry_of,
          'failure', CASE WHEN j.failure_code IS NOT NULL THEN
            jsonb_build_object('code', j.failure_code, 'message', j.failure) END))
        || CASE WHEN j.result IS NULL THEN '{}' ELSE jsonb_build_object('result', j.result) END)::text
    FROM later j CROSS JOIN LATERAL (SELECT 'job.' || lower(j.state) AS event) e
      CROSS JOIN LATERAL webhooks_for(e.event, j.kind, j.submitted_by) AS w(id)
    WHERE j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'QUARANTINED')
      AND (j.id, j.state) NOT IN (SELECT id, state FROM earlier);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_moved AFTER UPDATE ON job
  REFERENCING OLD TABLE AS earlier NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION jobs_moved();
