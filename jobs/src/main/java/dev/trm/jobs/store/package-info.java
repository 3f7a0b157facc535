/**
 * Everything that is kept, and the only place with SQL: jobs ({@link dev.trm.jobs.store.JobStore}),
 * training runs ({@link dev.trm.jobs.store.RunStore}), models ({@link
 * dev.trm.jobs.store.ModelRegistry}) and what is waiting to be published.
 *
 * <p>Database triggers keep the audit and the outbox: a state cannot change without an audit event,
 * nor a job become queued without becoming publishable.
 */
@NullMarked
package dev.trm.jobs.store;

import org.jspecify.annotations.NullMarked;
