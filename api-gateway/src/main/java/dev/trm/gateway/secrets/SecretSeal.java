package dev.trm.gateway.secrets;

import dev.trm.audit.KeyFile;
import dev.trm.audit.Sha256;
import dev.trm.jobs.store.SealedSecret;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets for the database with AES-256-GCM, each bound to its owner: whoever reads the
 * database can sign nothing, and whoever writes to it cannot give one owner another's secret. The
 * keys are in a file; the first one seals, all of them open.
 */
public final class SecretSeal {
  private static final String ALGORITHM = "AES";
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  /** Names of keys were made with this before others than webhooks had secrets. */
  private static final byte[] NAMING = "trm.webhook-secret.1".getBytes(StandardCharsets.UTF_8);

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int NAME_DIGITS = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** By name, the one that seals first. */
  private final Map<String, SecretKey> keys = new LinkedHashMap<>();

  private SecretSeal(Iterable<String> lines) {
    for (String line : lines) {
      if (line.isBlank()) {
        continue;
      }
      byte[] key = Base64.getDecoder().decode(line.strip());
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("a key of " + key.length + " bytes");
      }
      keys.put(name(key), new SecretKeySpec(key, ALGORITHM));
    }
  }

  /** A secret that its key does not open. */
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(SecretOwner owner, Throwable cause) {
      super("the secret of " + owner + " is damaged; give it another", cause);
    }
  }

  /**
   * The keys in a file: 32 bytes each, base64, a line. Where there is no file, one with a random
   * key is made, with mode 600; it is there complete or not at all.
   *
   * @throws IOException if the file cannot be read or made, can be read by others than its owner,
   *     or holds anything else
   */
  public static SecretSeal readOrMake(Path file) throws IOException {
    KeyFile.makeIfMissing(file, SecretSeal::newKey);
    KeyFile.requireOwnerOnly(file);
    try {
      SecretSeal seal = new SecretSeal(Files.readAllLines(file));
      if (!seal.keys.isEmpty()) {
        return seal;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds something else than keys of 32 bytes in base64", e);
    }
    throw new IOException(file + " holds no key");
  }

  /** The names of the keys it opens with. */
  public Set<String> opens() {
    return Set.copyOf(keys.keySet());
  }

  /** The name of the key it seals with. */
  public String seals() {
    return keys.keySet().iterator().next();
  }

  /** The secret as only its owner's opens it. */
  public SealedSecret seal(SecretOwner owner, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, seals(), owner, ByteBuffer.wrap(nonce)).doFinal(secret);
      return new SealedSecret(
          seals(),
          ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /**
   * The secret; empty if it is sealed with a key that is not here.
   *
   * @throws DamagedException if it is not what was sealed for this owner
   */
  public Optional<byte[]> open(SecretOwner owner, SealedSecret sealed) throws DamagedException {
    if (!keys.containsKey(sealed.key())) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(sealed.bytes());
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, sealed.key(), owner, bytes);
      byte[] rest = new byte[bytes.remaining()];
      bytes.get(rest);
      return Optional.of(cipher.doFinal(rest));
    } catch (GeneralSecurityException | BufferUnderflowException e) {
      throw new DamagedException(owner, e);
    }
  }

  /** Begins to seal or open; reads the nonce from the bytes. */
  private Cipher cipher(int mode, String key, SecretOwner owner, ByteBuffer bytes)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    bytes.get(nonce);
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.bytes());
    return cipher;
  }

  private static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key) + "\n";
  }

  private static String name(byte[] key) {
    return HexFormat.of().formatHex(Sha256.of(NAMING, key)).substring(0, NAME_DIGITS);
  }
}
