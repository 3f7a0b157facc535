-- Anchors whose jobs were removed by policy, as far as the removal has come. What was to be removed, and why, is an
-- operators' action.
CREATE TABLE audit_retired (
  anchor bigint PRIMARY KEY,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
