/**
 * What came of a training run, for people: as Markdown that fits into a comment on a pull request,
 * as a picture, and as the figures behind both. Start at {@link dev.trm.gateway.report.RunReport}.
 */
@NullMarked
package dev.trm.gateway.report;

import org.jspecify.annotations.NullMarked;
