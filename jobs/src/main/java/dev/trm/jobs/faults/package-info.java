/**
 * Faults put in from outside, for measurements of what survives them: a process can be held at a
 * {@link dev.trm.jobs.faults.FaultPoint} and killed just there. All of it does nothing unless the
 * system property {@code trm.faults.directory} is set, which no deployment does.
 */
@NullMarked
package dev.trm.jobs.faults;

import org.jspecify.annotations.NullMarked;
