package dev.trm.jobs.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a gate judges a version by, measured on held-out puzzles in the halt mode that solves have
 * unless they ask for another.
 *
 * @param accuracy share of right answers, 0 to 1: valid ones where there are rules, exact ones
 *     elsewhere
 * @param meanCycles of all puzzles
 * @param speed puzzles a second; null where it was not measured
 * @param bands of equally hard puzzles, in an order that is the same for the same puzzles
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateFigures(
    double accuracy, double meanCycles, @Nullable Double speed, List<Band> bands) {

  public GateFigures {
    bands = List.copyOf(bands);
  }

  /**
   * Puzzles about equally hard.
   *
   * @param by what they are told apart by
   * @param of which puzzles, in words
   * @param accuracy share of right answers among them, 0 to 1
   */
  public record Band(String by, String of, double accuracy) {
    private boolean sameAs(Band other) {
      return by.equals(other.by) && of.equals(other.of);
    }
  }

  /** The same, with a speed measured beside. */
  public GateFigures at(@Nullable Double speed) {
    return new GateFigures(accuracy, meanCycles, speed, bands);
  }

  /** Whether both have the same bands, as figures of the same puzzles do. */
  public boolean sameBands(GateFigures other) {
    if (bands.size() != other.bands.size()) {
      return false;
    }
    for (int i = 0; i < bands.size(); i++) {
      if (!bands.get(i).sameAs(other.bands.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Means of several versions, each figure by itself; there is a speed where all have one.
   *
   * @throws IllegalArgumentException if there are none, or if their bands differ
   */
  public static GateFigures mean(List<GateFigures> several) {
    if (several.isEmpty()) {
      throw new IllegalArgumentException("several is []; it has no mean");
    }
    GateFigures first = several.get(0);
    if (!several.stream().allMatch(first::sameBands)) {
      throw new IllegalArgumentException("several are of different bands: " + several);
    }
    List<Band> bands = new ArrayList<>();
    for (int i = 0; i < first.bands.size(); i++) {
      int band = i;
      bands.add(
          new Band(
              first.bands.get(i).by(),
              first.bands.get(i).of(),
              mean(several, each -> each.bands.get(band).accuracy())));
    }
    boolean timed = several.stream().allMatch(each -> each.speed != null);
    return new GateFigures(
        mean(several, GateFigures::accuracy),
        mean(several, GateFigures::meanCycles),
        timed ? mean(several, each -> Objects.requireNonNull(each.speed)) : null,
        bands);
  }

  private static double mean(List<GateFigures> several, ToDoubleFunction<GateFigures> figure) {
    return several.stream().mapToDouble(figure).average().orElseThrow();
  }
}
