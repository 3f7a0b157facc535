package dev.trm.jobs.sweep;

import dev.trm.jobs.gate.GateVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep's gate says.
 *
 * @param version that is promoted, or where nothing is, that of the combination which came nearest;
 *     null if no combination has only runs that have succeeded
 * @param reason for people
 * @param gate of the version's combination, one for each rule; empty where nothing was compared
 * @param combinations in the order of the request
 */
public record SweepVerdict(
    boolean promoted,
    @Nullable Integer version,
    String reason,
    List<GateVerdict> gate,
    List<CombinationVerdict> combinations) {}
