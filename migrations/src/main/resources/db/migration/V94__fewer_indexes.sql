-- Each change of a job's state writes its row anew, and an entry in every index that has the row.

-- Newest first is the key read backwards; entries that come in rising order fill their pages.
DROP INDEX job_kind, job_state, job_model, job_batch, job_submitter, job_started;
CREATE INDEX job_kind ON job (kind, id) WHERE kind <> 'SOLVE'; -- nearly all are, so those need none
CREATE INDEX job_state ON job (state, id) WHERE state <> 'RUNNING';
CREATE INDEX job_model ON job (model, id);
CREATE INDEX job_batch ON job (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX job_submitter ON job (submitted_by, id);
CREATE INDEX job_started ON job (kind, started_at) WHERE started_at IS NOT NULL;

-- The running are few: one index finds them all, and renewing a lease changes nothing that is in one.
DROP INDEX job_lease, job_held, job_running_of, job_overrun;
CREATE INDEX job_running ON job (worker, submitted_by) WHERE state = 'RUNNING';

-- So are suspects, whether they wait or run.
DROP INDEX job_suspects;
CREATE INDEX job_suspects ON job (suspect_group, worker) WHERE suspect_group IS NOT NULL;

-- Room for the next version of a row beside it.
ALTER TABLE job SET (fillfactor = 70);
