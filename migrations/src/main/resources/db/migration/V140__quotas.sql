-- What one key may take of what all share. A key without a quota of its own has the default of its role.
ALTER TABLE api_key ADD COLUMN quotas jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(quotas) = 'object');

-- Open sessions are counted by key.
CREATE INDEX web_session_key ON web_session (key_hash);
