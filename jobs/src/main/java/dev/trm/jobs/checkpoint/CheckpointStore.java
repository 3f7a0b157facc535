package dev.trm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps checkpoint files by their content's SHA-256. Safe for several processes. */
public interface CheckpointStore {
  /**
   * Takes a copy of a file and its manifest; durable when it returns. Putting the same content
   * again changes nothing.
   *
   * @param manifest configuration, data, seed and origin of the weights
   * @return the id: SHA-256 of the content, 64 hexadecimal digits
   */
  String put(Path file, JsonNode manifest) throws IOException;

  /**
   * A new, empty local file to be written and then given to {@link #adopt}. What a crash leaves of
   * it is removed by {@link #removeUnfinished}.
   */
  Path draft() throws IOException;

  /**
   * As {@link #put}, of a file from {@link #draft}, which is gone afterwards, also if this fails.
   */
  String adopt(Path draft, JsonNode manifest) throws IOException;

  /**
   * A local file with the content, checked against its id; again only after the file has changed,
   * so that parts of a file cost what they are. Read it, never change it.
   *
   * @throws IOException if there is none, or its content is not what the id says; names the id
   */
  Path get(String id) throws IOException;

  /** Removes a file, its manifest and its mark; removing what is not there changes nothing. */
  void remove(String id) throws IOException;

  /**
   * The time by the clock that files and marks get their times from. The clocks of processes may be
   * minutes apart from it, so ages are computed by this one alone.
   */
  Instant now() throws IOException;

  /** Ids of all that was put, whole or in part, and last before this time of {@link #now}. */
  Set<String> putBefore(Instant time) throws IOException;

  /** The database that the store belongs to; empty as long as {@link #own} named none. */
  Optional<String> owner() throws IOException;

  /**
   * Names the database that the store belongs to, unless it belongs to one already.
   *
   * @return the one that it belongs to now
   */
  String own(String owner) throws IOException;

  /**
   * Marks a file that is to be removed some time later. {@link #put} and {@link #adopt} of the same
   * content take the mark away.
   */
  void mark(String id) throws IOException;

  /** Takes a mark away. */
  void unmark(String id) throws IOException;

  /** When, by {@link #now}, each id was marked first. */
  Map<String, Instant> marked() throws IOException;

  /** Removes what was begun before this time of {@link #now} and never got an id. */
  void removeUnfinished(Instant before) throws IOException;
}
