package dev.trm.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trm.cli.console.Console;

/** Reports an action that the gateway answers without a body, or that needs no gateway. */
final class Done {
  private Done() {}

  /**
   * Prints one line: {@code deleted NAME}, or as JSON {@code {"deleted": "NAME"}}.
   *
   * @param action in the past tense
   */
  static void print(Console console, boolean json, String action, String subject) {
    console.line(
        json
            ? JsonNodeFactory.instance.objectNode().put(action, subject).toString()
            : action + " " + subject);
  }
}
