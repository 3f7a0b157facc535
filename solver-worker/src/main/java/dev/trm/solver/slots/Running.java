package dev.trm.solver.slots;

import dev.trm.model.search.AttemptForm;
import dev.trm.model.search.AttemptSearch.Attempt;

/** An attempt that runs in a slot. */
record Running(Solve solve, Attempt attempt, AttemptForm form) {}
