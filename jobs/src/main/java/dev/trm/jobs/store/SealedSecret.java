package dev.trm.jobs.store;

/**
 * A secret as the database has it: of use only to whoever has the key it is sealed with.
 *
 * @param key names that key
 * @param bytes what only it opens
 */
@SuppressWarnings("ArrayRecordComponent") // handed on and read once
public record SealedSecret(String key, byte[] bytes) {
  public SealedSecret {
    if (key.isBlank()) {
      throw new IllegalArgumentException("key is '" + key + "'; it must name a key");
    }
  }
}
