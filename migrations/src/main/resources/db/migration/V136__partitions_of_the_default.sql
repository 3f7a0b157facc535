-- Makes the monthly partitions from this month on; safe to call from several processes. Rows that came before their
-- partition are in the default one and move into it. Tables are made apart and attached: that locks out nobody who
-- writes to another partition, as CREATE TABLE … PARTITION OF would.
CREATE OR REPLACE FUNCTION ensure_partitions(ahead int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  moment text;
  first  timestamptz;
  until  timestamptz;
  name   text;
  spare  text;
  range  text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('trm.partitions'));
  FOR parent, moment IN VALUES ('job_event', 'at'), ('trace', 'recorded_at') LOOP
    spare := parent || '_default';
    FOR month IN 0..ahead LOOP
      first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month)) AT TIME ZONE 'UTC';
      until := (first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
      name := parent || to_char(first AT TIME ZONE 'UTC', '_YYYY_MM');
      CONTINUE WHEN to_regclass(name) IS NOT NULL;
      range := format('%I >= %L AND %I < %L', moment, first, moment, until);
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
      -- Most of them before the lock, the rest under it.
      EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE %s', name, spare, range);
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', spare);
      EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE %s ON CONFLICT DO NOTHING', name, spare, range);
      PERFORM set_config('trm.retention', 'on', true);
      EXECUTE format('DELETE FROM %I WHERE %s', spare, range);
      PERFORM set_config('trm.retention', '', true);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, first, until);
    END LOOP;
  END LOOP;
END $$;
