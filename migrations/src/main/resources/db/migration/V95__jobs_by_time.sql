-- Jobs since a moment: nearly in the order in which they lie in the table, so that a note for some pages will do.
CREATE INDEX job_queued ON job USING brin (queued_at) WITH (pages_per_range = 32, autosummarize = on);
