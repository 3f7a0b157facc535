-- Addresses that are told of jobs' ends, each by its key's wish.
CREATE TABLE webhook (
  id              uuid PRIMARY KEY,
  owner           text NOT NULL, -- the API key's name; an operator's hears of all jobs, another's of its own
  url             text NOT NULL,
  events          text[] NOT NULL,
  kind            text CHECK (kind IN ('SOLVE', 'TRAIN')), -- of jobs; null: all
  secret          bytea NOT NULL, -- signs what is sent
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  failing_since   timestamptz, -- nothing has been delivered since
  disabled_at     timestamptz,
  disabled_reason text
);
CREATE INDEX webhook_owner ON webhook (owner, id);

-- What is to be delivered, and what was. No foreign key: deleting a webhook must not make the end
-- of a job fail that is told to it at the same moment.
CREATE TABLE webhook_delivery (
  n            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  webhook      uuid NOT NULL,
  message      text NOT NULL, -- the receiver knows by it that it has seen the event
  event        text NOT NULL,
  body         text NOT NULL,
  state        text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'EXHAUSTED')),
  epoch        int NOT NULL DEFAULT 0, -- raised by each claim; fences what a dispatcher notes
  attempts     int NOT NULL DEFAULT 0,
  tries        int NOT NULL DEFAULT 0, -- attempts since it was last asked for
  due_at       timestamptz NOT NULL DEFAULT clock_timestamp(), -- while it is claimed: the lease's end
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook, due_at) WHERE state = 'PENDING';
CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook, n DESC);
CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at);

-- An attempt that came to an end; one whose dispatcher vanished has none.
CREATE TABLE webhook_attempt (
  delivery bigint NOT NULL REFERENCES webhook_delivery ON DELETE CASCADE,
  attempt  int NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  millis   int NOT NULL,
  status   int, -- of the answer; null if there was none
  answer   text, -- how it begins
  error    text, -- why there was none
  PRIMARY KEY (delivery, attempt)
);

-- Which webhooks want to hear of an event of that key's.
CREATE FUNCTION webhooks_for(event text, job_kind text, submitter text) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT w.id FROM webhook w LEFT JOIN api_key k ON k.name = w.owner
  WHERE w.disabled_at IS NULL AND event = ANY (w.events) AND (w.kind IS NULL OR job_kind IS NULL OR w.kind = job_kind)
    AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
    AND (w.owner = submitter OR k.role = 'OPERATOR')
$$;

CREATE FUNCTION instant_text(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- The end of a job and the wish to tell of it are committed together.
CREATE FUNCTION job_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  event  text := 'job.' || lower(NEW.state);
  moment timestamptz := coalesce(NEW.finished_at, clock_timestamp());
BEGIN
  IF NOT EXISTS (SELECT FROM webhook) THEN
    RETURN NULL;
  END IF;
  INSERT INTO webhook_delivery (webhook, message, event, body)
  SELECT w.id, concat_ws('_', 'msg', replace(NEW.id::text, '-', ''), NEW.epoch, lower(NEW.state)), event,
    jsonb_build_object('type', event, 'timestamp', instant_text(moment), 'data',
      jsonb_strip_nulls(jsonb_build_object('id', NEW.id, 'kind', lower(NEW.kind), 'state', NEW.state,
        'model', NEW.model, 'submittedBy', NEW.submitted_by, 'batch', NEW.batch, 'retryOf', NEW.retry_of,
        'failure', CASE WHEN NEW.failure_code IS NOT NULL THEN
          jsonb_build_object('code', NEW.failure_code, 'message', NEW.failure) END))
      || CASE WHEN NEW.result IS NULL THEN '{}' ELSE jsonb_build_object('result', NEW.result) END)::text
  FROM webhooks_for(event, NEW.kind, NEW.submitted_by) AS w(id);
  RETURN NULL;
END $$;
CREATE TRIGGER job_told AFTER UPDATE OF state ON job FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state
    AND NEW.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'QUARANTINED'))
  EXECUTE FUNCTION job_told();

-- A batch has no last job that knows it is the last, so batches are looked at now and then.
ALTER TABLE batch ADD COLUMN told_at timestamptz;
CREATE INDEX batch_to_tell ON batch (created_at) WHERE complete AND told_at IS NULL;

CREATE FUNCTION tell_ended_batches(most int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  ended batch;
  told  int := 0;
  last  timestamptz;
  counts jsonb;
BEGIN
  FOR ended IN
    SELECT * FROM batch b WHERE b.complete AND b.told_at IS NULL AND NOT EXISTS (
      SELECT FROM job j WHERE j.batch = b.id AND j.state IN ('QUEUED', 'RUNNING', 'QUARANTINED'))
    ORDER BY b.created_at LIMIT most FOR UPDATE SKIP LOCKED
  LOOP
    SELECT coalesce(max(s.ended), ended.created_at), coalesce(jsonb_object_agg(s.state, s.jobs), '{}')
    INTO last, counts FROM (
      SELECT j.state, count(*) AS jobs, max(j.finished_at) AS ended FROM job j WHERE j.batch = ended.id GROUP BY j.state) s;
    INSERT INTO webhook_delivery (webhook, message, event, body)
    SELECT w.id, 'msg_' || replace(ended.id::text, '-', '') || '_completed', 'batch.completed',
      jsonb_build_object('type', 'batch.completed', 'timestamp', instant_text(last), 'data', jsonb_build_object(
        'id', ended.id, 'submittedBy', ended.submitted_by, 'accepted', ended.accepted, 'refused', ended.refused,
        'states', counts))::text
    FROM webhooks_for('batch.completed', NULL, ended.submitted_by) AS f(id) JOIN webhook w ON w.id = f.id
    WHERE w.created_at <= last AND (w.kind IS NULL OR w.kind = 'SOLVE');
    UPDATE batch SET told_at = clock_timestamp() WHERE id = ended.id;
    told := told + 1;
  END LOOP;
  RETURN told;
END $$;
