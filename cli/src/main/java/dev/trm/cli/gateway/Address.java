package dev.trm.cli.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which gateway to call, and the key that opens it.
 *
 * @param url with a path where a proxy serves the gateway below one: {@code TRM_URL}, or else
 *     loopback at {@code TRM_PORT}, by default 8080
 * @param key {@code TRM_KEY}, or else what the file {@code key} in {@code TRM_HOME} says; empty
 *     where none is needed
 */
public record Address(URI url, String key) {
  /**
   * Reads the address from the environment.
   *
   * @throws GatewayException naming the variable or file that is wrong
   */
  public static Address of(Map<String, String> environment) throws GatewayException {
    return new Address(url(environment), key(environment));
  }

  /**
   * As {@link #of}, for calls that need no key.
   *
   * @throws GatewayException naming the variable that is wrong
   */
  public static Address withoutKey(Map<String, String> environment) throws GatewayException {
    return new Address(url(environment), "");
  }

  private static URI url(Map<String, String> environment) throws GatewayException {
    String text = environment.getOrDefault("TRM_URL", "");
    if (text.isBlank()) {
      String port = environment.getOrDefault("TRM_PORT", "");
      text = "http://127.0.0.1:" + (port.isBlank() ? "8080" : port);
    }
    try {
      URI url = new URI(text);
      if (url.getHost() == null
          || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || url.getRawUserInfo() != null) {
        throw wrong(text, null);
      }
      return url;
    } catch (URISyntaxException e) {
      throw wrong(text, e);
    }
  }

  private static GatewayException wrong(String url, @Nullable Exception cause) {
    return new GatewayException(
        "TRM_URL is '"
            + url
            + "'; it must be like http://127.0.0.1:8080 or https://host/path, without user, query"
            + " or fragment",
        cause);
  }

  /** The address of a path of the REST API, below the gateway's own path where it has one. */
  URI at(String path) {
    return URI.create(url.toString().replaceFirst("/+$", "") + path);
  }

  private static String key(Map<String, String> environment) throws GatewayException {
    String key = environment.getOrDefault("TRM_KEY", "");
    if (!key.isBlank()) {
      return key.strip();
    }
    String home = environment.getOrDefault("TRM_HOME", "");
    Path file = Path.of(home.isBlank() ? ".trm" : home).resolve("key");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new GatewayException(
          "there is no key: TRM_KEY is not set, and "
              + file
              + " can't be read; ./trm up makes it, or TRM_HOME names another directory",
          e);
    }
  }
}
