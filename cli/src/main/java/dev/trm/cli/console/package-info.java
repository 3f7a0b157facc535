/**
 * Text for people: grids, tables and progress, in colour where the output is a terminal. Start
 * reading at {@link dev.trm.cli.console.Console}.
 */
@NullMarked
package dev.trm.cli.console;

import org.jspecify.annotations.NullMarked;
