/** What verification finds, and what retention leaves. */
@NullMarked
package dev.trm.jobs.audit;

import org.jspecify.annotations.NullMarked;
