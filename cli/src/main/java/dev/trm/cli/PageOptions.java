package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.QueryField;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Selects a page of a list that the gateway returns newest first. */
final class PageOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Entries on a page, by default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--cursor",
      paramLabel = "NEXT",
      description = "Continue after an earlier page; each page prints the cursor of the next.")
  private @Nullable String cursor;

  /** The query of the list's address, without the question mark. */
  String query() {
    return "limit=" + limit + QueryField.of("cursor", cursor);
  }

  /** Says that older entries follow, and how to list them. */
  static void noteMore(Console console, JsonNode answer) {
    if (answer.hasNonNull("next")) {
      console.note(
          "older entries follow; add --cursor " + answer.path("next").asText() + " to list them");
    }
  }
}
