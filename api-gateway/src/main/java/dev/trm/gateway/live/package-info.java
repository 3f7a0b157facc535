/**
 * What happens to jobs, as it happens: one Kafka consumer a process feeds those who wait. Events
 * may be lost, so whoever needs the truth reads it from the store, told by {@link
 * dev.trm.gateway.live.JobWaits} when.
 */
@NullMarked
package dev.trm.gateway.live;

import org.jspecify.annotations.NullMarked;
