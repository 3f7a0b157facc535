-- The priorities whose share groups the worker is a member of: jobs of others cannot reach it.
ALTER TABLE worker ADD COLUMN joined text[] NOT NULL DEFAULT '{}';
