@NullMarked
package dev.trm.jobs.relay;

import org.jspecify.annotations.NullMarked;
