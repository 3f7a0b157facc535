package dev.trm.gateway.request;

import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.JobId;
import dev.trm.jobs.JsonFields;
import dev.trm.jobs.Shown;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids and names in paths, where wrong ones are a 400 that names them, and names in bodies. */
public final class Ids {
  /** What models, keys and schedules may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private static final Pattern CHECKPOINT = Pattern.compile("[0-9a-f]{64}");

  private Ids() {}

  public static JobId job(String text) {
    try {
      return JobId.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong("id", "id is '" + text + "'; it must be a UUID of 36 characters");
    }
  }

  public static UUID batch(String text) {
    return job(text).value();
  }

  public static String name(String parameter, String text) {
    if (!NAME.matcher(text).matches()) {
      throw wrong(parameter, rule(parameter, text));
    }
    return text;
  }

  /**
   * A name in a body.
   *
   * @throws InvalidFieldException if it is missing or none
   */
  public static String name(JsonFields fields, String field) {
    String text = fields.text(field);
    if (!NAME.matcher(text).matches()) {
      throw fields.wrong(field, rule(field, Shown.of(text)));
    }
    return text;
  }

  public static String checkpoint(String text) {
    if (!CHECKPOINT.matcher(text).matches()) {
      throw wrong("id", "id is '" + text + "'; a checkpoint's has 64 hexadecimal digits");
    }
    return text;
  }

  private static String rule(String field, String text) {
    return field
        + " is '"
        + text
        + "'; it must be up to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit";
  }

  private static ProblemException wrong(String parameter, String detail) {
    return new ProblemException(Problem.parameter(parameter, detail));
  }
}
