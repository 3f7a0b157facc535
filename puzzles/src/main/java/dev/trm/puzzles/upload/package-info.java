/**
 * Data sets that somebody sends: an {@link dev.trm.puzzles.upload.UploadFormat} reads one record by
 * record and writes the good ones as lines, the same for every way of writing them down; an {@link
 * dev.trm.puzzles.upload.UploadReport} tells what came of it.
 */
@NullMarked
package dev.trm.puzzles.upload;

import org.jspecify.annotations.NullMarked;
