-- Rows come in rising ids. A rising index then fills its pages and is read backwards, newest first; a falling one
-- splits each page in the middle and leaves it half empty.
DROP INDEX job_kind, job_state, job_model, job_batch, job_submitter, job_started;
CREATE INDEX job_kind ON job (kind, id);
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_model ON job (model, id);
CREATE INDEX job_batch ON job (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX job_submitter ON job (submitted_by, id);
CREATE INDEX job_started ON job (kind, started_at) WHERE started_at IS NOT NULL;

-- Jobs since a moment: nearly in the order in which they lie in the table, so that a note for some pages will do.
CREATE INDEX job_queued ON job USING brin (queued_at) WITH (pages_per_range = 32, autosummarize = on);
