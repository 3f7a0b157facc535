/** Tests of the faults put in from outside. */
@NullMarked
package dev.trm.jobs.faults;

import org.jspecify.annotations.NullMarked;
