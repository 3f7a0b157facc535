package dev.trm.gateway.datasets;

import dev.trm.audit.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Compresses what is written, and counts and hashes it before. */
final class HashedGzip extends FilterOutputStream {
  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  /**
   * @param out takes the compressed bytes; closed with this
   */
  HashedGzip(OutputStream out) throws IOException {
    super(new GZIPOutputStream(out, 1 << 16));
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    digest.update(from, offset, length);
    bytes += length;
    out.write(from, offset, length);
  }

  /** Of all that was written. */
  long bytes() {
    return bytes;
  }

  /** Of all that was written, hexadecimal; asked once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
