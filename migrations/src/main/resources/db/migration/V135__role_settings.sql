-- What every session of the role starts with that runs these migrations, in this database. A pooler such as PgBouncer
-- refuses settings in the startup packet and shares sessions among clients, so neither the packet nor the session is the
-- place for them. A deployment whose services log in with another role gives that role the same settings.
DO $$
DECLARE
  setting record;
BEGIN
  FOR setting IN SELECT * FROM (VALUES
    -- Longer work asks for its own limit by SET LOCAL.
    ('statement_timeout', '15s'),
    ('lock_timeout', '10s'),
    -- A process that is stopped in the middle of a transaction must not keep its locks from the others.
    ('idle_in_transaction_session_timeout', '10s'),
    -- The server ends sessions whose client has vanished from the network, and with them their locks.
    ('tcp_keepalives_idle', '10'),
    ('tcp_keepalives_interval', '5'),
    ('tcp_keepalives_count', '3')) AS s(name, value)
  LOOP
    EXECUTE format('ALTER ROLE CURRENT_USER IN DATABASE %I SET %I = %L', current_database(), setting.name, setting.value);
  END LOOP;
END $$;
