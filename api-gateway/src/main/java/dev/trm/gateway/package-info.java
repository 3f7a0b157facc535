/**
 * The REST interface: keys, problems, jobs and their events, runs, models. It checks everything at
 * the edge, writes to the stores of {@code jobs} and knows no model. Start reading at {@link
 * dev.trm.gateway.solving}, then {@link dev.trm.gateway.live}.
 */
@NullMarked
package dev.trm.gateway;

import org.jspecify.annotations.NullMarked;
