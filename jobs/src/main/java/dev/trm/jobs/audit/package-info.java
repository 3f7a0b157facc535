/**
 * The audit at work: anchors are made every minute ({@link dev.trm.jobs.audit.AnchorLifecycle}) and
 * everything can be verified ({@link dev.trm.jobs.audit.AuditVerifier}). What is written down, to
 * the byte, is in {@code dev.trm.audit}.
 */
@NullMarked
package dev.trm.jobs.audit;

import org.jspecify.annotations.NullMarked;
