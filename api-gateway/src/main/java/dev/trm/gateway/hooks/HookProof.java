package dev.trm.gateway.hooks;

import dev.trm.audit.Sha256;
import dev.trm.gateway.secrets.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * By what a call proves that it is from somebody who knows the secret. Comparing takes the same
 * time whatever differs.
 */
sealed interface HookProof {
  /** How far a signed time may be from ours. */
  Duration TOLERANCE = Duration.ofMinutes(5);

  /** Whether it was made with this secret, over this body, at about this time. */
  boolean holds(byte[] secret, byte[] body, Instant now);

  /**
   * The proof that a call's headers bring; empty if none of the kinds known.
   *
   * @param header by name, null where there is none
   */
  static Optional<HookProof> read(Function<String, @Nullable String> header) {
    String standard = header.apply("webhook-signature");
    String gitHub = header.apply("X-Hub-Signature-256");
    String gitLab = header.apply("X-Gitlab-Token");
    if (standard != null) {
      return Standard.read(header.apply("webhook-id"), header.apply("webhook-timestamp"), standard);
    }
    if (gitHub != null) {
      return GitHub.read(gitHub);
    }
    return gitLab == null ? Optional.empty() : Optional.of(new GitLab(Sha256.hex(gitLab)));
  }

  /**
   * GitHub's: an authentication code over the body, its key the secret's text. The body is all that
   * is signed, so it alone tells whether an event was here before.
   *
   * @param code 64 hexadecimal digits
   */
  record GitHub(String code) implements HookProof {
    private static final String BEGIN = "sha256=";

    static Optional<HookProof> read(String header) {
      return header.matches(BEGIN + "[0-9a-f]{64}")
          ? Optional.of(new GitHub(header.substring(BEGIN.length())))
          : Optional.empty();
    }

    @Override
    public boolean holds(byte[] secret, byte[] body, Instant now) {
      byte[] text = SigningSecret.shown(secret).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(SigningSecret.hmac(text, body), HexFormat.of().parseHex(code));
    }
  }

  /**
   * GitLab's: the secret's text itself. Nothing is signed.
   *
   * @param tokenHash SHA-256 of what was sent, hexadecimal: of one length, whatever was sent
   */
  record GitLab(String tokenHash) implements HookProof {
    @Override
    public boolean holds(byte[] secret, byte[] body, Instant now) {
      return MessageDigest.isEqual(
          Sha256.hex(SigningSecret.shown(secret)).getBytes(StandardCharsets.UTF_8),
          tokenHash.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * That of the Standard Webhooks convention: an authentication code over id, time and body.
   *
   * @param id by which the event is known when it comes again
   * @param timestamp seconds since 1970
   * @param codes base64; one of them must hold
   */
  record Standard(String id, String timestamp, List<String> codes) implements HookProof {
    private static final int MOST_CODES = 10;

    public Standard {
      codes = List.copyOf(codes);
    }

    static Optional<HookProof> read(
        @Nullable String id, @Nullable String timestamp, String signatures) {
      if (id == null
          || !id.matches("[\\x21-\\x7e]{1,200}")
          || timestamp == null
          || !timestamp.matches("[0-9]{1,12}")) {
        return Optional.empty();
      }
      List<String> codes = new ArrayList<>();
      for (String signature : signatures.split(" ", MOST_CODES + 1)) {
        if (signature.matches("v1,[A-Za-z0-9+/]{43}=") && codes.size() < MOST_CODES) {
          codes.add(signature.substring(3));
        }
      }
      return codes.isEmpty() ? Optional.empty() : Optional.of(new Standard(id, timestamp, codes));
    }

    @Override
    public boolean holds(byte[] secret, byte[] body, Instant now) {
      byte[] code = SigningSecret.standard(secret, id, timestamp, body);
      boolean equal = false;
      for (String each : codes) {
        equal |= MessageDigest.isEqual(code, Base64.getDecoder().decode(each));
      }
      Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
      return equal && off.compareTo(TOLERANCE) <= 0;
    }
  }
}
