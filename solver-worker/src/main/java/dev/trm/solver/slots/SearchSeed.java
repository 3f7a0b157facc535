package dev.trm.solver.slots;

import dev.trm.jobs.SolveSearch;
import dev.trm.puzzles.Puzzle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The seed of a search that names none: the same for the same puzzle and weights. */
final class SearchSeed {
  private SearchSeed() {}

  static long of(Puzzle puzzle, String checkpoint) {
    String all = puzzle.kind().wire() + "\n" + puzzle.grid() + "\n" + checkpoint;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong() & SolveSearch.MOST_SEED;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
