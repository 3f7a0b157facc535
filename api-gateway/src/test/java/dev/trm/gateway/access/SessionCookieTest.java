package dev.trm.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
  private static final String TEXT = "a".repeat(43);
  private static final String PLAIN = "trm-session";
  private static final String PREFIXED = "__Host-trm-session";

  @Test
  void overTlsItCanBeSetByThisHostOnly() {
    // RFC 6265bis: a browser takes the prefix __Host- only with Secure, Path=/ and no Domain.
    assertThat(SessionCookie.cookie(request("https", Map.of()), TEXT).encode())
        .isEqualTo(PREFIXED + "=" + TEXT + "; Path=/; Secure; HTTPOnly; SameSite=Strict");
    assertThat(SessionCookie.cookie(request("http", Map.of()), TEXT).encode())
        .isEqualTo(PLAIN + "=" + TEXT + "; Path=/; HTTPOnly; SameSite=Strict");
  }

  @Test
  void cookieOfTheOtherNameCountsForNothing() {
    assertThat(SessionCookie.text(request("https", Map.of(PLAIN, TEXT)))).isEmpty();
    assertThat(SessionCookie.text(request("https", Map.of(PREFIXED, TEXT)))).contains(TEXT);
    assertThat(SessionCookie.text(request("http", Map.of(PREFIXED, TEXT)))).isEmpty();
    assertThat(SessionCookie.text(request("http", Map.of(PLAIN, TEXT)))).contains(TEXT);
  }

  /** With nothing but a scheme and cookies. */
  private static HttpServerRequest request(String scheme, Map<String, String> cookies) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            HttpServerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "scheme" -> scheme;
                  case "getCookie" ->
                      cookies.containsKey(String.valueOf(arguments[0]))
                          ? Cookie.cookie(String.valueOf(arguments[0]), cookies.get(arguments[0]))
                          : null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
