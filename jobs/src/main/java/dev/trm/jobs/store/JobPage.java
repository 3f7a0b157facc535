package dev.trm.jobs.store;

import dev.trm.jobs.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some jobs, newest first.
 *
 * @param next what to ask with for the page after; null on the last
 */
public record JobPage(List<Job> jobs, @Nullable String next) {}
