package dev.trm.jobs.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.TrainSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What started a run. It is part of the job's stored specification, which the audit hashes, but of
 * no request: only a recipe writes it. All of it but recipe and source was said by the event and
 * must be shown as such.
 *
 * @param source {@code github}, {@code gitlab}, {@code signed} or {@link #KEY}
 * @param event what the source calls it, such as {@code push}
 * @param id the source's own of the delivery, to find it there
 * @param repository owner and name
 * @param ref full, such as {@code refs/heads/main}
 * @param commit hexadecimal, 7 to 64 digits
 * @param actor who pushed or asked, as the source calls them
 * @param url where the commit or the CI's own run can be looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunOrigin(
    String recipe,
    String source,
    String event,
    @Nullable String id,
    @Nullable String repository,
    @Nullable String ref,
    @Nullable String commit,
    @Nullable String actor,
    @Nullable String url) {

  /** The source of what no event started, but a caller with a key. */
  public static final String KEY = "key";

  /** What commits are called. */
  public static final String COMMIT = "[0-9a-f]{7,64}";

  private static final String FIELD = "origin";
  private static final int LONGEST = 300;
  private static final int LONGEST_URL = 1000;

  public RunOrigin {
    text("event", event);
    text("id", id);
    text("repository", repository);
    text("ref", ref);
    text("actor", actor);
    if (commit != null && !commit.matches(COMMIT)) {
      throw new IllegalArgumentException(
          "commit is '" + Names.shown(commit) + "'; it must have 7 to 64 hexadecimal digits");
    }
    if (url != null && !isWeb(url)) {
      throw new IllegalArgumentException(
          "url is '" + Names.shown(url) + "'; it must be an http or https address");
    }
  }

  /** The specification to be stored of a run that this started. */
  public JsonNode in(TrainSpec spec) {
    ObjectNode tree = JobJson.tree(spec).deepCopy();
    return tree.set(FIELD, JobJson.tree(this));
  }

  /** What started the run of that stored specification; empty where it was a request of its own. */
  public static Optional<RunOrigin> of(JsonNode spec) {
    return spec.has(FIELD)
        ? Optional.of(JobJson.read(spec.get(FIELD), RunOrigin.class))
        : Optional.empty();
  }

  private static void text(String name, @Nullable String value) {
    if (value != null && (value.isBlank() || value.length() > LONGEST || !Names.plain(value))) {
      throw new IllegalArgumentException(
          name + " is '" + Names.shown(value) + "'; it must be 1 to 300 plain characters");
    }
  }

  /** Whether a text is an address of the web, not too long. */
  public static boolean isWeb(String text) {
    if (text.length() > LONGEST_URL) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false; // no address at all
    }
  }
}
