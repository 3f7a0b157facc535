-- With which model and on what a solve ran is the same for many solves: it is kept once, and results name it. The name is
-- a hash of the text, and results are audited, so what it says cannot be altered unnoticed.
CREATE TABLE environment (
  id    text PRIMARY KEY,
  facts text NOT NULL, -- a JSON object
  CHECK (id = left(encode(sha256(convert_to(facts, 'UTF8')), 'hex'), 16))
);

-- A result as everybody is shown it.
CREATE FUNCTION whole_result(result jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN result ? 'environment' THEN (
    SELECT (result - 'environment') || f.facts
      || jsonb_build_object('runtime', (f.facts -> 'runtime') || (result -> 'runtime'))
    FROM (SELECT e.facts::jsonb AS facts FROM environment e WHERE e.id = result ->> 'environment') f)
  ELSE result END
$$;

-- As before, but with whole results.
CREATE OR REPLACE FUNCTION jobs_moved() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
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
        || CASE WHEN j.result IS NULL THEN '{}' ELSE jsonb_build_object('result', whole_result(j.result)) END)::text
    FROM later j CROSS JOIN LATERAL (SELECT 'job.' || lower(j.state) AS event) e
      CROSS JOIN LATERAL webhooks_for(e.event, j.kind, j.submitted_by) AS w(id)
    WHERE j.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'QUARANTINED')
      AND (j.id, j.state) NOT IN (SELECT id, state FROM earlier);
  END IF;
  RETURN NULL;
END $$;
