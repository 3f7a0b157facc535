/** Training jobs that come again by the clock. */
@NullMarked
package dev.trm.gateway.schedules;

import org.jspecify.annotations.NullMarked;
