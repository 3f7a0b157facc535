-- What decides answers and who may act. Whatever changes one of these rows records in the operators' chain, in the same
-- transaction, which row that is and the hash of its content; verification compares the last hash recorded with the row.
CREATE FUNCTION micros(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT (extract(epoch FROM at) * 1000000)::bigint
$$;
CREATE VIEW registry_content (kind, key, content) AS
SELECT 'key', name, to_jsonb(k) - '{created_at, last_used_at, expires_at, revoked_at, old_until}'::text[]
  || jsonb_build_object('expires', micros(expires_at), 'revoked', micros(revoked_at), 'old', micros(old_until))
FROM api_key k
UNION ALL
SELECT 'model', name, jsonb_build_array(owner, gate) FROM model
UNION ALL
SELECT 'version', v.model || '@' || v.version, jsonb_build_array(v.checkpoint_id, v.run_id, v.metrics, c.resumable,
  c.manifest) FROM model_version v JOIN checkpoint c ON c.id = v.checkpoint_id
UNION ALL
SELECT 'alias', model || '@' || alias, jsonb_build_array(version) FROM model_alias
UNION ALL
SELECT 'move', id::text, jsonb_build_array(model, alias, from_version, to_version, actor, reason) FROM alias_move
UNION ALL
SELECT 'decision', subject::text, jsonb_build_array(model, version, champion, promoted, reason, gate, actor) FROM promotion
UNION ALL
SELECT 'sweep', id::text, jsonb_build_array(model, submitted_by, by_operator, promotion) FROM sweep
WHERE promotion IS NOT NULL
UNION ALL
SELECT 'recipe', name, jsonb_build_array(plan, actor) FROM recipe
UNION ALL
SELECT 'schedule', name, jsonb_build_array(cron, time_zone, overlap, spec, paused, actor) FROM schedule;

CREATE VIEW registry_row AS
SELECT kind, key, encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS sha256 FROM registry_content;

-- What is there already, as it is.
INSERT INTO operator_action (actor, action, subject, detail)
SELECT 'migration', 'registry.begin', kind || ' ' || key,
  jsonb_build_object('rows', jsonb_build_array(jsonb_build_object('kind', kind, 'key', key, 'sha256', sha256)))
FROM registry_row ORDER BY kind, key;
