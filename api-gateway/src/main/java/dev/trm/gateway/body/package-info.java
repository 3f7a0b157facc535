/**
 * Receives bodies of requests: without a thread, within a time and a size, compressed or not. A
 * resource method that takes an {@link java.io.InputStream} is called when the whole body is here.
 * Start at {@link dev.trm.gateway.body.BodyFilter}.
 */
@NullMarked
package dev.trm.gateway.body;

import org.jspecify.annotations.NullMarked;
