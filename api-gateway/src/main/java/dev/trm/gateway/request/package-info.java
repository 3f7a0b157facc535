/**
 * Reading requests strictly: bodies, query parameters, ids, {@code Prefer}, {@code
 * Idempotency-Key}.
 */
@NullMarked
package dev.trm.gateway.request;

import org.jspecify.annotations.NullMarked;
