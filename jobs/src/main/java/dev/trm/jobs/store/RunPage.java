package dev.trm.jobs.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some runs, newest first.
 *
 * @param next what to ask with for the page after; null on the last
 */
public record RunPage(List<Run> runs, @Nullable String next) {}
