package dev.trm.jobs;

/** What is there already that the request of a training may name. */
public record TrainingSources(KnownDatasets datasets, KnownCheckpoints checkpoints) {}
