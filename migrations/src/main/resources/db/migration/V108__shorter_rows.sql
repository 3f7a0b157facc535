-- Millions of jobs are kept, so what is written twice with each of them is written once. An event's actor that is the
-- worker itself is '', and so is a job's; job_history shows events whole. Hashes are over what is meant, as before.
CREATE FUNCTION audit_submission(
  kind text, model text, submitted_by text, batch uuid, retry_of uuid, spec jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(kind, model, submitted_by, batch, retry_of, spec)::text, 'UTF8'))
$$;
CREATE FUNCTION audit_outcome(result jsonb, failure_code text, failure text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN result IS NOT NULL OR failure_code IS NOT NULL THEN
    sha256(convert_to(jsonb_build_array(result, failure_code, failure)::text, 'UTF8')) END
$$;
DROP FUNCTION audit_submission(job);
DROP FUNCTION audit_outcome(job);

CREATE OR REPLACE FUNCTION job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  content bytea;
  who     text := CASE NEW.actor WHEN '' THEN NEW.worker ELSE NEW.actor END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.moved_from := OLD.state;
    content := audit_outcome(NEW.result, NEW.failure_code, NEW.failure);
  ELSE
    NEW.moved_from := NULL;
    content := audit_submission(NEW.kind, NEW.model, NEW.submitted_by, NEW.batch, NEW.retry_of, NEW.spec);
  END IF;
  IF NEW.state <> 'RUNNING' THEN
    NEW.claimed_at := NULL;
  END IF;
  NEW.moved_at := clock_timestamp();
  NEW.events := NEW.events + 1;
  NEW.audit_hash := sha256(NEW.audit_hash || convert_to(jsonb_build_array(
    2, NEW.id, NEW.events, (extract(epoch FROM NEW.moved_at) * 1000000)::bigint, NEW.moved_from, NEW.state, NEW.epoch,
    who, NEW.worker, NEW.reason, encode(content, 'hex'), encode(NEW.trace_hash, 'hex'))::text, 'UTF8'));
  NEW.actor := CASE WHEN who = NEW.worker THEN '' ELSE who END;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION jobs_submitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_event (
    job_id, seq, at, from_state, to_state, epoch, actor, worker, reason, scheme, content, trace, hash)
  SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, 2,
    audit_submission(kind, model, submitted_by, batch, retry_of, spec), trace_hash, audit_hash
  FROM made;
  INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at, suspect_group)
  SELECT id, kind, priority, submitted_by, run_at, suspect_group FROM made WHERE state = 'QUEUED';
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION jobs_moved() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  WITH moved AS MATERIALIZED (
    SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, result, failure_code, failure, trace_hash,
      audit_hash, kind, priority, submitted_by, run_at, suspect_group
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
  SELECT id, events, moved_at, moved_from, state, epoch, actor, worker, reason, 2,
    audit_outcome(result, failure_code, failure), trace_hash, audit_hash
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
        || CASE WHEN j.result IS NULL THEN '{}' ELSE jsonb_build_object('result', whole_result(j.result)) END)::text
    FROM later j CROSS JOIN LATERAL (SELECT 'job.' || lower(j.state) AS event) e
      CROSS JOIN LATERAL webhooks_for(e.event, j.kind, j.submitted_by) AS w(id)
    WHERE j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'QUARANTINED')
      AND (j.id, j.state) NOT IN (SELECT id, state FROM earlier);
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE job DROP COLUMN audit_content;

CREATE VIEW job_history AS
SELECT job_id, seq, at, from_state, to_state, epoch, CASE actor WHEN '' THEN worker ELSE actor END AS actor, worker, reason,
  hash, scheme, content, trace
FROM job_event;
