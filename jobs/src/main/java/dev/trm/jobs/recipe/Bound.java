package dev.trm.jobs.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an event may set a field to. */
public sealed interface Bound {
  /** Whether it may be this. */
  boolean allows(JsonNode value);

  /** The value that a text stands for, where values come as texts; empty if it stands for none. */
  Optional<JsonNode> read(String text);

  /** What is allowed, in words. */
  String words();

  /**
   * A number, whole where the field's are.
   *
   * @param least null without a limit of the recipe's own
   * @param most null without a limit of the recipe's own
   */
  record Range(@Nullable BigDecimal least, @Nullable BigDecimal most) implements Bound {
    /** Numbers as JSON writes them, and no longer than anybody needs. */
    private static final String NUMBER = "-?[0-9]{1,19}(\\.[0-9]{1,19})?([eE][-+]?[0-9]{1,2})?";

    public Range {
      least = least == null ? null : least.stripTrailingZeros();
      most = most == null ? null : most.stripTrailingZeros();
      if (least != null && most != null && least.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            "least is "
                + least.toPlainString()
                + " and most is "
                + most.toPlainString()
                + "; nothing is between them");
      }
    }

    @Override
    public boolean allows(JsonNode value) {
      if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
        return false;
      }
      BigDecimal number = value.decimalValue();
      return (least == null || number.compareTo(least) >= 0)
          && (most == null || number.compareTo(most) <= 0);
    }

    @Override
    public Optional<JsonNode> read(String text) {
      return text.matches(NUMBER) && !text.matches("-?0[0-9].*")
          ? Optional.of(JobJson.parse(text))
          : Optional.empty();
    }

    @Override
    public String words() {
      if (least == null && most == null) {
        return "a number";
      }
      return "a number"
          + (least == null ? "" : " from " + least.toPlainString())
          + (most == null ? "" : " up to " + most.toPlainString());
    }
  }

  /**
   * One of some values.
   *
   * @param oneOf texts, numbers, true or false
   */
  record Choice(List<JsonNode> oneOf) implements Bound {
    public Choice {
      oneOf = List.copyOf(oneOf);
      if (oneOf.isEmpty()) {
        throw new IllegalArgumentException("oneOf is []; it must have at least one value");
      }
    }

    @Override
    public boolean allows(JsonNode value) {
      return oneOf.stream().anyMatch(each -> same(each, value));
    }

    /** A number is the same however it is written. */
    private static boolean same(JsonNode one, JsonNode other) {
      return one.isNumber() && other.isNumber()
          ? Double.compare(one.doubleValue(), other.doubleValue()) == 0
          : one.equals(other);
    }

    @Override
    public Optional<JsonNode> read(String text) {
      return oneOf.stream().filter(each -> each.asText().equals(text)).findFirst();
    }

    @Override
    public String words() {
      return "one of " + oneOf.stream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }
  }
}
