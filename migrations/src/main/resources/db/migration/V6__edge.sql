-- How long a key works and how much it may, and by what it is recognised.
ALTER TABLE api_key ADD COLUMN IF NOT EXISTS max_running int CHECK (max_running > 0);
ALTER TABLE api_key
  ADD COLUMN prefix          text, -- its first characters; the key itself is nowhere
  ADD COLUMN created_by      text,
  ADD COLUMN expires_at      timestamptz,
  ADD COLUMN rate_per_minute int CHECK (rate_per_minute > 0),
  ADD COLUMN last_used_at    timestamptz, -- true to a minute
  ADD COLUMN old_hash        bytea UNIQUE, -- the text before the last rotation, still good until
  ADD COLUMN old_until       timestamptz;

-- A submitter sees its own jobs only, newest first.
CREATE INDEX job_submitter ON job (submitted_by, id DESC);

-- How fast a queue empties, for Retry-After: the newest first tries.
CREATE INDEX job_started ON job (kind, started_at DESC) WHERE started_at IS NOT NULL;

-- From this line on a batch was not taken, because the queue was full.
ALTER TABLE batch ADD COLUMN not_taken_from int;
