-- Somebody who signed in to the pages: what the browser's cookie stands for. It lets in as the key that opened it, and
-- only while that key's text would.
CREATE TABLE web_session (
  hash       bytea PRIMARY KEY, -- sha256 of the cookie's text, which is nowhere
  key_hash   bytea NOT NULL, -- sha256 of the text of the key that opened it
  opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX web_session_expiry ON web_session (expires_at);
