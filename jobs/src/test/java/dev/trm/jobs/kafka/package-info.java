@NullMarked
package dev.trm.jobs.kafka;

import org.jspecify.annotations.NullMarked;
