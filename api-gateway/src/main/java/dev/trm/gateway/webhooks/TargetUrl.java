package dev.trm.gateway.webhooks;

import dev.trm.jobs.Shown;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A URL that messages go to, taken apart once: what is checked is what is called.
 *
 * @param host lower case; an IPv6 address without its brackets
 * @param path with the query
 */
record TargetUrl(boolean secure, String host, int port, String path) {
  private static final int LONGEST = 2000;
  private static final int SHOWN = 100;
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*"
              + "[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern V4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-f:.]{2,45}");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException naming the value and what is wrong with it
   */
  static TargetUrl parse(String text, TargetRules rules) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("url has " + text.length() + " characters; 2000 may be");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "url is '" + Shown.of(text, SHOWN) + "'; that is no URL", e);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !(rules.http() && scheme.equals("http"))) {
      throw wrong(text, rules.http() ? "it must be http or https" : "it must be https");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw wrong(text, "it must have neither user nor fragment");
    }
    String host = host(text, uri);
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    if (!rules.allowsPort(port)) {
      throw wrong(text, "port " + port + " is not allowed");
    }
    TargetUrl url = new TargetUrl(secure, host, port, path(uri));
    Optional<InetAddress> literal = url.literal();
    if (!rules.privateAddresses()
        && literal.isPresent()
        && AddressRules.refusal(literal.get()).isPresent()) {
      throw wrong(text, "its address is not open to everybody");
    }
    return url;
  }

  /** The host's address where the host is one; nothing is looked up. */
  Optional<InetAddress> literal() {
    if (!V4.matcher(host).matches() && !host.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("url has the host '" + host + "'; that is no address", e);
    }
  }

  private static String host(String text, URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!V6.matcher(host).matches()) {
        throw wrong(text, "its host is no address");
      }
      return host;
    }
    if (V4.matcher(host).matches()) {
      for (String part : host.split("\\.", -1)) {
        // A leading zero means octal to some and decimal to others.
        if (Integer.parseInt(part) > 255 || (part.length() > 1 && part.startsWith("0"))) {
          throw wrong(text, "its host is no address");
        }
      }
      return host;
    }
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (!NAME.matcher(host).matches()) {
      throw wrong(text, "its host is neither a name nor an address");
    }
    return host;
  }

  private static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("url is '" + Shown.of(text, SHOWN) + "'; " + why);
  }
}
