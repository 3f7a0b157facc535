package dev.trm.jobs.store;

/** The answer to a wish to change a key. */
public sealed interface ApiKeyChange {
  /** The key as it is now. */
  record Changed(ApiKeyRow key) implements ApiKeyChange {}

  /** Nothing was changed: the same request did it before. The key as it is now. */
  record Repeated(ApiKeyRow key) implements ApiKeyChange {}

  /** There is no such key, or it was revoked. */
  record Unknown() implements ApiKeyChange {}

  /** Nothing was changed: no other operator's key would be left that works without end. */
  record LastOperator() implements ApiKeyChange {}
}
