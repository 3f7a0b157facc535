package dev.trm.gateway.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.gateway.recipes.RunWish;
import dev.trm.jobs.InvalidFieldException;
import dev.trm.jobs.Shown;
import dev.trm.jobs.recipe.RunOrigin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a host's event: what is not asked for is not looked at. */
final class Payload {
  private static final String NOTHING = "0+";

  private final JsonNode body;

  Payload(JsonNode body) {
    this.body = body;
  }

  JsonNode at(String pointer) {
    return body.at(pointer);
  }

  /** Text that must be there. */
  String text(String pointer) {
    JsonNode value = body.at(pointer);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidFieldException(
          pointer,
          pointer.substring(1).replace('/', '.')
              + " is "
              + (value.isMissingNode() ? "missing" : Shown.of(value.toString())));
    }
    return value.textValue();
  }

  /** The first text that is there; null where there is none. */
  @Nullable String firstText(String... pointers) {
    for (String pointer : pointers) {
      JsonNode value = body.at(pointer);
      if (value.isTextual() && !value.textValue().isBlank()) {
        return value.textValue();
      }
    }
    return null;
  }

  /** The first address of the web that is there; null where there is none. */
  @Nullable String firstUrl(String... pointers) {
    for (String pointer : pointers) {
      String text = firstText(pointer);
      if (text != null && RunOrigin.isWeb(text)) {
        return text;
      }
    }
    return null;
  }

  /** A commit's id; empty where there is none, as when a branch was deleted. */
  Optional<String> commit(String pointer) {
    String commit = firstText(pointer);
    return commit == null || commit.matches(NOTHING) ? Optional.empty() : Optional.of(commit);
  }

  String ref(String pointer) {
    return RunWish.fullRef(text(pointer));
  }
}
