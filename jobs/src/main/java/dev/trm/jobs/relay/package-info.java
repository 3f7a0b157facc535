/**
 * From the database to Kafka: {@link dev.trm.jobs.relay.OutboxRelay} publishes runnable jobs as the
 * fleet has room, {@link dev.trm.jobs.relay.Rescuer} brings back those whose worker vanished. Both
 * run in the gateway; several gateways may run them at once.
 */
@NullMarked
package dev.trm.jobs.relay;

import org.jspecify.annotations.NullMarked;
