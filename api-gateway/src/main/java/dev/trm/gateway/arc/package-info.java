/**
 * Unseen ARC tasks: {@link dev.trm.gateway.arc.ArcJobForm} checks what is asked, {@link
 * dev.trm.gateway.arc.ArcJobsResource} takes it.
 */
@NullMarked
package dev.trm.gateway.arc;

import org.jspecify.annotations.NullMarked;
