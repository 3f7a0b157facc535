-- Data sets of Sudokus and mazes with their solutions, beside pairs of grids and ARC tasks.
ALTER TABLE dataset DROP CONSTRAINT dataset_kind_check;
ALTER TABLE dataset ADD CONSTRAINT dataset_kind_check CHECK (kind IN ('grid', 'arc', 'sudoku', 'maze'));
