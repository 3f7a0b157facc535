package dev.trm.gateway.stream;

import java.nio.file.Path;

/**
 * A part of a file, as the body of an answer.
 *
 * @param from its first byte
 */
public record FilePart(Path file, long from, long length) {}
