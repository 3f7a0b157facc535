package dev.trm.jobs.store;

import java.time.Instant;

/**
 * Somebody who signed in to the pages.
 *
 * @param key whose name and role it has
 * @param until when it ends by itself
 */
public record WebSession(ApiKey key, Instant until) {}
