package dev.trm.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an adapted model answered. Equal specifications, weights and compute give equal results.
 *
 * @param model "name@version" of what was adapted
 * @param checkpoint id of its weights
 * @param adapted id of the adapted weights, where they were to be kept
 * @param canvas the board that the grids lay on, {@code 30x30}
 * @param forms the task and its augmentations: each has a vote on every test input
 * @param steps of the fine-tune
 * @param loss mean over its last steps
 * @param tests one for each test input, in order
 * @param judged test inputs whose output was given
 * @param right those of them that an attempt hit
 * @param votesSha256 hexadecimal, of the vote table's bytes as the API gives them
 * @param compute what decides the last bits: device, precision, threads, library, instructions,
 *     kernels
 */
public record AdaptResult(
    String model,
    String checkpoint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String adapted,
    String canvas,
    int forms,
    long steps,
    double loss,
    List<Test> tests,
    int judged,
    int right,
    String votesSha256,
    Map<String, String> compute) {

  /**
   * A test input's two attempts.
   *
   * @param attempts two grids, the better supported first
   * @param right whether each is the output; absent where none was given
   * @param votes given, empty answers left out
   * @param grids different answers among them
   */
  public record Test(
      List<JsonNode> attempts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Boolean> right,
      int votes,
      int grids) {
    public Test {
      attempts = List.copyOf(attempts);
    }
  }

  public AdaptResult {
    tests = List.copyOf(tests);
    compute = Map.copyOf(compute);
  }
}
