-- A request's Idempotency-Key and the id its answer has; kept for a day.
CREATE TABLE idempotency_key (
  actor      text NOT NULL, -- the API key's name: two callers may choose the same key
  key        text NOT NULL,
  hash       bytea NOT NULL, -- sha256 of call and body
  target     uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);

-- A batch of solves; its jobs name it.
CREATE TABLE batch (
  id           uuid PRIMARY KEY,
  submitted_by text NOT NULL,
  accepted     int NOT NULL DEFAULT 0,
  refused      int NOT NULL DEFAULT 0,
  problems     jsonb NOT NULL DEFAULT '[]', -- of the first refused lines: line, pointer, detail
  complete     boolean NOT NULL DEFAULT false, -- all lines were read
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
