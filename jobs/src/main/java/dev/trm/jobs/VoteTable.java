package dev.trm.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How the forms of a task voted.
 *
 * @param tests one for each test input, in order
 */
public record VoteTable(List<Test> tests) {
  /** Rows of a test input that are kept. */
  public static final int MOST_ROWS = 20;

  /** Of a job that has not voted yet. */
  public static final VoteTable EMPTY = new VoteTable(List.of());

  /**
   * The answers to a test input.
   *
   * @param forms that voted
   * @param empty forms whose answer was no grid
   * @param grids different answers
   * @param rows the best supported of them, up to 20
   */
  public record Test(int forms, int empty, int grids, List<Row> rows) {
    public Test {
      rows = List.copyOf(rows);
    }
  }

  /**
   * An answer.
   *
   * @param rank from 1
   * @param votes forms that gave it
   * @param haltProbability mean over these, 0 to 1
   */
  public record Row(int rank, JsonNode grid, int votes, double haltProbability) {}

  public VoteTable {
    tests = List.copyOf(tests);
  }
}
