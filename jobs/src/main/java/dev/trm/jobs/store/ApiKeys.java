package dev.trm.jobs.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The API keys by the SHA-256 of their text: what is looked up tells nothing by its timing. */
public final class ApiKeys {
  private final Database database;

  public ApiKeys(DataSource source) {
    this.database = new Database(source);
  }

  /** The key with this text, unless it was revoked. */
  public Optional<ApiKey> find(String text) {
    return database
        .query(
            "SELECT name, role FROM api_key WHERE hash = ? AND revoked_at IS NULL",
            row -> new ApiKey(row.getString("name"), ApiKey.Role.valueOf(row.getString("role"))),
            sha256(text))
        .stream()
        .findFirst();
  }

  /** Sees that the key of that name has this text and role, and is not revoked. */
  public void ensure(String name, ApiKey.Role role, String text) {
    database.update(
        """
        INSERT INTO api_key (id, name, role, hash) VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE
        SET role = excluded.role, hash = excluded.hash, revoked_at = NULL""",
        UUID.randomUUID(),
        name,
        role.name(),
        sha256(text));
  }

  /** Makes a key worthless; false if there is none of that name. */
  public boolean revoke(String name) {
    return database.update("UPDATE api_key SET revoked_at = clock_timestamp() WHERE name = ?", name)
        == 1;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
