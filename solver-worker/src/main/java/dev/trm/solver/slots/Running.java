package dev.trm.solver.slots;

import dev.trm.model.search.AttemptForm;
import dev.trm.model.search.AttemptSearch.Attempt;

/** An attempt in its slot. */
record Running(Solve solve, Attempt attempt, AttemptForm form) {}
