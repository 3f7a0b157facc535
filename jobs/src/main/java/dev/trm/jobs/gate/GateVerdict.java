package dev.trm.jobs.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a gate said of one thing that it judges.
 *
 * @param criterion {@code accuracy}, {@code band}, {@code cycles} or {@code speed}
 * @param of the puzzles it was measured on, in words
 * @param champion the champion's figure
 * @param challenger the figure of what wants to become champion
 * @param allowed as the training said: a margin, or the most loss or growth
 * @param bound what the challenger's figure had to reach, or for cycles must not exceed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateVerdict(
    String criterion,
    @Nullable String of,
    double champion,
    double challenger,
    double allowed,
    double bound,
    boolean passed) {}
