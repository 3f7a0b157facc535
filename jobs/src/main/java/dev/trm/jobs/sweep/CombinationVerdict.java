package dev.trm.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.gate.GateVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep's gate said of runs that differ in their seed only.
 *
 * @param values what they have of what is swept over, but for the seed, an object
 * @param passed whether it was good enough; of several that were, the best by its mean is promoted
 * @param reason for people, with the figures compared
 * @param accuracy over its seeds; null if not all of its runs have succeeded
 * @param version the one with the best accuracy, of equal ones that of the first seed; null if not
 *     all of its runs have succeeded
 * @param gate one for each rule, the challenger's figures means over the seeds; empty where nothing
 *     was compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CombinationVerdict(
    JsonNode values,
    boolean passed,
    String reason,
    @Nullable MeanInterval accuracy,
    @Nullable Integer version,
    List<GateVerdict> gate) {}
