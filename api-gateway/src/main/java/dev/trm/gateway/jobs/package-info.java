/** Looking at jobs: lists, traces, history, events as they happen; cancelling and retrying. */
@NullMarked
package dev.trm.gateway.jobs;

import org.jspecify.annotations.NullMarked;
