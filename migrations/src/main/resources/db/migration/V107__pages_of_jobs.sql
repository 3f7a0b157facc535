-- Claim and outcome change indexed columns, so another version of the row in the same page spares them nothing; the versions
-- before leave room enough for renewed leases. Left free, three tenths of the table would stay empty for good.
ALTER TABLE job SET (fillfactor = 100);
