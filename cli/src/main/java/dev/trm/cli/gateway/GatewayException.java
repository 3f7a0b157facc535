package dev.trm.cli.gateway;

import org.jspecify.annotations.Nullable;

/** A call that did not give what was asked for; the message is one line for people. */
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1;

  public GatewayException(String message) {
    super(message);
  }

  public GatewayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
