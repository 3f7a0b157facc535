package dev.trm.model.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The largest relative difference of each group of numbers, with its tolerance. */
public final class ParityReport {

  /**
   * @param difference largest |ours − reference| divided by the reference's largest absolute value
   * @param tolerance the largest difference allowed; 0 where the numbers must be equal
   * @param where the tensor with the largest difference
   */
  public record Group(double difference, double tolerance, String where) {
    public boolean holds() {
      return difference <= tolerance;
    }
  }

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  /** Records that the file has no numbers of a group. */
  void leaveOut(String group) {
    leftOut.add(group);
  }

  /** The groups that the file does not contain. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  void add(String group, double tolerance, String tensor, double[] ours, double[] reference) {
    double difference = relativeDifference(ours, reference);
    Group present = groups.get(group);
    if (present == null || !(difference <= present.difference())) {
      groups.put(group, new Group(difference, tolerance, tensor));
    }
  }

  /**
   * Infinite or NaN if the lengths or the positions of NaNs differ, so that the comparison fails.
   */
  static double relativeDifference(double[] ours, double[] reference) {
    if (ours.length != reference.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(reference[i]));
      difference = Math.max(difference, Math.abs(ours[i] - reference[i]));
    }
    if (Double.isNaN(difference)) {
      return Double.POSITIVE_INFINITY;
    }
    return difference == 0 ? 0 : difference / Math.max(largest, Double.MIN_NORMAL);
  }

  public Map<String, Group> groups() {
    return Map.copyOf(groups);
  }

  public boolean holds() {
    return groups.values().stream().allMatch(Group::holds);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    groups.forEach(
        (name, group) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "  %-22s %.1e  (at most %.0e) %s  %s%n",
                    name,
                    group.difference(),
                    group.tolerance(),
                    group.holds() ? "ok  " : "MISS",
                    group.where())));
    leftOut.forEach(name -> table.append("  ").append(name).append(": not in the file\n"));
    return table.toString();
  }
}
