package dev.trm.solver.slots;

import dev.trm.jobs.SolveSearch;
import dev.trm.puzzles.Puzzle;
import dev.trm.puzzles.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The default seed of a search, derived from puzzle and weights. */
final class SearchSeed {
  private SearchSeed() {}

  static long of(Puzzle puzzle, String checkpoint) {
    String all = puzzle.kind().wire() + "\n" + puzzle.grid() + "\n" + checkpoint;
    byte[] digest = Sha256.digest().digest(all.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong() & SolveSearch.MOST_SEED;
  }
}
