/**
 * Where checkpoint files are kept. A file's id is the SHA-256 of its content, so a file is never
 * changed, and a damaged one is found when it is read. Start with {@link
 * dev.trm.jobs.checkpoint.CheckpointStore}; metadata are rows of {@link
 * dev.trm.jobs.store.RunStore}.
 */
@NullMarked
package dev.trm.jobs.checkpoint;

import org.jspecify.annotations.NullMarked;
