package dev.trm.jobs.store;

/** A measurement of a training run, for example {@code (500, "loss", 1.25)}. */
public record MetricPoint(long step, String name, double value) {}
