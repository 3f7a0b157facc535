package dev.trm.jobs.store;

/** The answer to a wish for a new key. */
public sealed interface ApiKeyMaking {
  /** The new key. */
  record Made(ApiKeyRow key) implements ApiKeyMaking {}

  /** The key that the same request made before, as it is now; its text is another's secret. */
  record Repeated(ApiKeyRow key) implements ApiKeyMaking {}

  /** The name is or was another key's. */
  record NameTaken() implements ApiKeyMaking {}
}
