/**
 * {@code trm}, a client of the REST API. It knows no other module: what it shows is what the API
 * says.
 *
 * <p>Start reading at {@link dev.trm.cli.Trm}; each command is a class. {@code gateway} speaks
 * HTTP, {@code console} prints.
 */
@NullMarked
package dev.trm.cli;

import org.jspecify.annotations.NullMarked;
