package dev.trm.jobs.audit;

import dev.trm.audit.CanonicalArray;
import dev.trm.audit.Micros;
import dev.trm.audit.Sha256;
import dev.trm.jobs.store.AuditLog.ActionLink;
import java.util.HexFormat;

/** The hash of an operators' action, as the trigger of its table takes it. */
final class ActionHash {
  private ActionHash() {}

  /** The hash (hex) that the action has to have after the one before. */
  static String of(ActionLink action, String previous) {
    byte[] body =
        new CanonicalArray()
            .add(action.seq())
            .addJson(Micros.seconds(action.at()))
            .add(action.actor())
            .add(action.action())
            .add(action.subject())
            .addJson(action.detail())
            .bytes();
    return HexFormat.of().formatHex(Sha256.of(HexFormat.of().parseHex(previous), body));
  }
}
