package dev.trm.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of a job's chain as it is stored, all of which its hash covers together with the hash
 * before. Nothing is parsed here: what somebody altered need not make sense.
 *
 * @param seq counted from 1 within the job
 * @param at to the microsecond
 * @param scheme what the hash is over: 2, or 1 for events of before version 8 of the schema
 * @param content sha256 (hex) of what was submitted, with the first event; of the outcome, once
 *     there is one
 * @param trace sha256 (hex) of the cycles kept
 * @param hash sha256 (hex) as stored
 */
public record ChainLink(
    UUID job,
    int seq,
    Instant at,
    @Nullable String from,
    String to,
    int epoch,
    String actor,
    @Nullable String worker,
    @Nullable String reason,
    int scheme,
    @Nullable String content,
    @Nullable String trace,
    String hash) {

  /** The hash that this event has to have after the one before, if it is the job's place-th. */
  String hashAt(int place, String previous) {
    byte[] body =
        scheme == 1
            ? joined(place).getBytes(StandardCharsets.UTF_8)
            : new CanonicalArray()
                .add(scheme)
                .add(job)
                .add(place)
                .add(Micros.of(at))
                .add(from)
                .add(to)
                .add(epoch)
                .add(actor)
                .add(worker)
                .add(reason)
                .add(content)
                .add(trace)
                .bytes();
    return HexFormat.of().formatHex(Sha256.of(HexFormat.of().parseHex(previous), body));
  }

  private String joined(int place) {
    return String.join(
        "|",
        job.toString(),
        Integer.toString(place),
        Micros.seconds(at),
        from == null ? "" : from,
        to,
        Integer.toString(epoch),
        actor,
        worker == null ? "" : worker,
        reason == null ? "" : reason);
  }
}
