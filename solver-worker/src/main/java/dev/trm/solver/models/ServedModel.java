package dev.trm.solver.models;

import dev.trm.model.checkpoint.TrmWeights;

/**
 * A version of a model with its weights.
 *
 * @param reference "name@version"
 * @param checkpoint id of the weights
 */
public record ServedModel(String reference, String checkpoint, TrmWeights weights) {}
