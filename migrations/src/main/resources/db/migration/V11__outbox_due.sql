-- Whether anything is due at all, which an idle relay asks ten times a second.
CREATE INDEX outbox_due ON outbox (due_at);
