package dev.trm.gateway.request;

import dev.trm.audit.Sha256;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.store.IdempotencyKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives a request that comes again with its {@code Idempotency-Key} the id it had before. */
@Singleton
public final class Idempotency {
  /** The header's name. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private final IdempotencyKeys keys;

  @Inject
  Idempotency(IdempotencyKeys keys) {
    this.keys = keys;
  }

  /**
   * The id for what this request makes; a new one without a key.
   *
   * @param call what is called, part of what must be the same
   * @throws ProblemException 422 if the key belongs to another request, 400 if it is none
   */
  public UUID target(String actor, @Nullable String key, String call, byte[] body) {
    MessageDigest digest = digest(call);
    digest.update(body);
    return target(actor, key, digest.digest());
  }

  /** As the other, with the hash by {@link #digest} of call and body. */
  public UUID target(String actor, @Nullable String key, byte[] hash) {
    UUID fresh = JobId.next().value();
    if (key == null) {
      return fresh;
    }
    check(key);
    return keys.reserve(actor, key, hash, fresh)
        .orElseThrow(
            () -> {
              String detail = HEADER + " '" + key + "' was used with another request";
              return new ProblemException(
                  new Problem(
                      "urn:trm:problem:idempotency-key-reused",
                      "The Idempotency-Key belongs to another request",
                      422,
                      detail,
                      List.of(new Problem.Fault(null, null, HEADER, detail))));
            });
  }

  /**
   * The id for one of many things that a request makes.
   *
   * @param part the request's key, a space, and what tells this thing from the others: no key that
   *     a caller can send has a space
   */
  public UUID reserved(String actor, String part, String call) {
    return keys.reserve(actor, part, digest(call).digest(), JobId.next().value())
        .orElseThrow(() -> new IllegalStateException("'" + part + "' was reserved for another"));
  }

  /** 400 if the key is none. */
  public static void check(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new ProblemException(
          Problem.header(
              HEADER, HEADER + " is '" + key + "'; it must be 1 to 200 visible ASCII characters"));
    }
  }

  /** The hash of a call, to be updated with its body. */
  public static MessageDigest digest(String call) {
    MessageDigest digest = Sha256.digest();
    digest.update((call + "\n").getBytes(StandardCharsets.UTF_8));
    return digest;
  }
}
