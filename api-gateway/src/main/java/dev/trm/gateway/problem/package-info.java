/**
 * Errors as callers see them, by RFC 9457. Code throws a {@link
 * dev.trm.gateway.problem.ProblemException}, or an exception that {@link
 * dev.trm.gateway.problem.ProblemMappers} knows.
 */
@NullMarked
package dev.trm.gateway.problem;

import org.jspecify.annotations.NullMarked;
