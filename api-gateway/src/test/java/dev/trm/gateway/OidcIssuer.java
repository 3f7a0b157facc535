package dev.trm.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer on loopback: discovery, keys, and signatures for whatever claims are
 * posted to {@code /sign}; those posted to {@code /forge} are signed with a key that is not its.
 * Written on the JDK alone, so that what the gateway accepts is told by somebody else.
 */
public final class OidcIssuer implements QuarkusTestResourceLifecycleManager {
  private static final ObjectMapper JSON = new ObjectMapper();

  private @Nullable HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      KeyPair own = keys();
      KeyPair other = keys();
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      String issuer = "http://127.0.0.1:" + http.getAddress().getPort();
      http.createContext(
          "/.well-known/openid-configuration",
          call -> answer(call, write(Map.of("issuer", issuer, "jwks_uri", issuer + "/jwks"))));
      http.createContext(
          "/jwks",
          call ->
              answer(call, write(Map.of("keys", List.of(jwk((RSAPublicKey) own.getPublic()))))));
      http.createContext("/sign", call -> answer(call, signed(call, own)));
      http.createContext("/forge", call -> answer(call, signed(call, other)));
      http.start();
      server = http;
      return Map.of("trm.gateway.oidc.enabled", "true", "trm.gateway.oidc.issuer", issuer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static String signed(HttpExchange call, KeyPair keys) throws IOException {
    byte[] claims = call.getRequestBody().readAllBytes();
    String text =
        base64(
                write(Map.of("alg", "RS256", "kid", "tests", "typ", "JWT"))
                    .getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, String> jwk(RSAPublicKey key) {
    return Map.of(
        "kty", "RSA",
        "use", "sig",
        "alg", "RS256",
        "kid", "tests",
        "n", base64(unsigned(key.getModulus())),
        "e", base64(unsigned(key.getPublicExponent())));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange call, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().set("Content-Type", "application/json");
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }
}
