-- What operators did that is no change of a job's state: append-only, one hash chain for all.
CREATE TABLE operator_action (
  seq     bigint PRIMARY KEY,
  at      timestamptz NOT NULL,
  actor   text NOT NULL, -- name of the API key, or of the part that acts by itself
  action  text NOT NULL, -- as in 'queue.pause'
  subject text NOT NULL, -- what it was done to
  detail  jsonb NOT NULL,
  hash    bytea NOT NULL -- over the row and the hash before
);

CREATE FUNCTION operator_action_chained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last operator_action;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('trm.operator_action'));
  SELECT * INTO last FROM operator_action ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last.seq, 0) + 1;
  NEW.at := clock_timestamp();
  NEW.hash := sha256(coalesce(last.hash, ''::bytea) || convert_to(jsonb_build_array(
    NEW.seq, extract(epoch FROM NEW.at), NEW.actor, NEW.action, NEW.subject, NEW.detail)::text, 'UTF8'));
  RETURN NEW;
END $$;
CREATE TRIGGER operator_action_chained BEFORE INSERT ON operator_action
  FOR EACH ROW EXECUTE FUNCTION operator_action_chained();

-- The audit and the queue, kept by a trigger each: the audit's comes first, by name.
CREATE OR REPLACE FUNCTION job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
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
  RETURN NEW;
END $$;

CREATE FUNCTION job_queued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'QUEUED' THEN
    INSERT INTO outbox (job_id, kind, priority, submitted_by, due_at)
    VALUES (NEW.id, NEW.kind, NEW.priority, NEW.submitted_by, NEW.run_at);
  ELSIF TG_OP = 'UPDATE' AND OLD.state = 'QUEUED' THEN
    DELETE FROM outbox WHERE job_id = NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_submitted_queued BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION job_queued();
CREATE TRIGGER job_moved_queued BEFORE UPDATE OF state ON job FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION job_queued();
