-- Webhooks' secrets are sealed with a key that the gateways have and the database has not.
ALTER TABLE webhook
  ADD COLUMN secret_key       text, -- which key the secret is sealed with; null: one of before, sealed at a gateway's start
  ADD COLUMN old_secret       bytea, -- the one before, sealed, which signs too until
  ADD COLUMN old_secret_key   text,
  ADD COLUMN old_secret_until timestamptz;
