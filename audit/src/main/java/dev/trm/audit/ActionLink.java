package dev.trm.audit;

import java.util.HexFormat;

/**
 * One of the operators' actions as it is stored, all of which its hash covers together with the
 * hash before.
 *
 * @param seq rises by one from 1
 * @param micros since 1970, by the database's clock
 * @param detail JSON as PostgreSQL writes it
 * @param hash sha256 (hex) as stored
 */
public record ActionLink(
    long seq,
    long micros,
    String actor,
    String action,
    String subject,
    String detail,
    String hash) {

  /** The hash that this action has to have after one of that hash, hex; empty for the first. */
  public String hashAfter(String previous) {
    byte[] body =
        new CanonicalArray()
            .add(seq)
            .addJson(Micros.seconds(Micros.instant(micros)))
            .add(actor)
            .add(action)
            .add(subject)
            .addJson(detail)
            .bytes();
    return HexFormat.of().formatHex(Sha256.of(HexFormat.of().parseHex(previous), body));
  }
}
