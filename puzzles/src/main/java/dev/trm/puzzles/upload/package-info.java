/**
 * Uploaded data sets. An {@link dev.trm.puzzles.upload.UploadFormat} reads one record by record and
 * writes the good ones as lines in a normalised form; an {@link
 * dev.trm.puzzles.upload.UploadReport} describes the result.
 */
@NullMarked
package dev.trm.puzzles.upload;

import org.jspecify.annotations.NullMarked;
