package dev.trm.cli.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** A call that did not give what was asked for; the message is one line for people. */
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient JsonNode problem;

  public GatewayException(String message) {
    this(message, MissingNode.getInstance());
  }

  /**
   * @param problem the body of the answer; missing if it is no JSON
   */
  GatewayException(String message, JsonNode problem) {
    super(message);
    this.problem = problem;
  }

  public GatewayException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = MissingNode.getInstance();
  }

  /** The gateway's problem details; missing if it gave none. */
  public JsonNode problem() {
    return problem;
  }
}
