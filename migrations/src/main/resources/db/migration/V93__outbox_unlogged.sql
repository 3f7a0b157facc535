-- The outbox says again what the jobs say, so it is not written to the log: a crash of the server empties it, and with
-- it the row that says it is whole. The relay then fills it anew from the jobs.
ALTER TABLE outbox SET UNLOGGED;
CREATE UNLOGGED TABLE outbox_whole (since timestamptz NOT NULL DEFAULT clock_timestamp());
INSERT INTO outbox_whole DEFAULT VALUES;

-- Of which queues and priorities anything is due.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (kind, priority, due_at);

-- What is announced of one key is found among all that is announced, which is little.
DROP INDEX outbox_announced_of;
