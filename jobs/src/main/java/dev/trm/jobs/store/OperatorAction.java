package dev.trm.jobs.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something an operator did.
 *
 * @param seq rises by one
 * @param actor the API key's name, or the part of the system that acted by itself
 * @param action as in "queue.pause"
 * @param subject what it was done to
 */
public record OperatorAction(
    long seq, Instant at, String actor, String action, String subject, JsonNode detail) {}
