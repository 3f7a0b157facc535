-- A job's place in an anchor is proved from a few hundred bytes, however many jobs the anchor has: its place by binary
-- search, 32 leaves around it, and the hashes of the Merkle tree above them.
ALTER TABLE audit_anchor ADD COLUMN nodes bytea NOT NULL DEFAULT ''; -- see MerkleTree.upper
ALTER TABLE audit_anchor ALTER COLUMN nodes DROP DEFAULT;
-- Uncompressed, so that a part is read without the rest. They are hashes, which do not compress.
ALTER TABLE audit_anchor ALTER COLUMN leaves SET STORAGE EXTERNAL;
ALTER TABLE audit_anchor ALTER COLUMN nodes SET STORAGE EXTERNAL;

-- The tree over leaves by RFC 6962 from the level above 32 leaves on: all hashes of a level, from left to right, then
-- those of the next. Only for anchors from before; new ones come with theirs.
CREATE FUNCTION pg_temp.upper_nodes(leaves bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  below  bytea[] := ARRAY[]::bytea[];
  above  bytea[];
  result bytea := '';
  height int := 0;
BEGIN
  FOR i IN 0 .. octet_length(leaves) / 52 - 1 LOOP
    below := array_append(below, sha256('\x00'::bytea || substring(leaves FROM i * 52 + 1 FOR 52)));
  END LOOP;
  LOOP
    IF height >= 5 THEN
      FOR i IN 1 .. cardinality(below) LOOP
        result := result || below[i];
      END LOOP;
      EXIT WHEN cardinality(below) <= 1;
    END IF;
    above := ARRAY[]::bytea[];
    FOR i IN 1 .. cardinality(below) BY 2 LOOP
      above := array_append(above, CASE WHEN i < cardinality(below)
        THEN sha256('\x01'::bytea || below[i] || below[i + 1]) ELSE below[i] END);
    END LOOP;
    below := above;
    height := height + 1;
  END LOOP;
  RETURN result;
END $$;
ALTER TABLE audit_anchor DISABLE TRIGGER append_only;
UPDATE audit_anchor SET nodes = pg_temp.upper_nodes(leaves) WHERE jobs > 0;
ALTER TABLE audit_anchor ENABLE TRIGGER append_only;

-- The place of a job among the leaves of an anchor, from 0; NULL where it has none.
CREATE FUNCTION audit_place(anchor bigint, job uuid) RETURNS int LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
  low    int := 0;
  high   int;
  middle int;
  probe  bytea;
BEGIN
  SELECT octet_length(leaves) / 52 - 1 INTO high FROM audit_anchor WHERE seq = anchor;
  WHILE low <= high LOOP
    middle := (low + high) / 2;
    SELECT substring(leaves FROM middle * 52 + 1 FOR 16) INTO probe FROM audit_anchor WHERE seq = anchor;
    IF probe = uuid_send(job) THEN
      RETURN middle;
    ELSIF probe < uuid_send(job) THEN
      low := middle + 1;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
