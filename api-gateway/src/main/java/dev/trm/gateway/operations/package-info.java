/** Queues, workers and quarantine. */
@NullMarked
package dev.trm.gateway.operations;

import org.jspecify.annotations.NullMarked;
