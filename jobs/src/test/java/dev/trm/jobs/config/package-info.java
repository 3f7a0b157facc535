/** Tests of the configuration that several features share. */
@NullMarked
package dev.trm.jobs.config;

import org.jspecify.annotations.NullMarked;
