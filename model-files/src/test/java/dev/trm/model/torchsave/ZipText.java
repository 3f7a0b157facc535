package dev.trm.model.torchsave;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Writes zip files entry by entry, including invalid ones. */
final class ZipText {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  /** An entry as the directory describes it. */
  record Entry(String name, int method, int flags, long size, long header, long crc) {}

  static ZipText of(byte[] pickle, byte[]... storages) {
    ZipText zip = new ZipText().add("t/data.pkl", pickle);
    for (int i = 0; i < storages.length; i++) {
      zip.add("t/data/" + i, storages[i]);
    }
    return zip;
  }

  /** Adds a valid entry and lists it. */
  ZipText add(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    long header = local(name, content);
    return list(new Entry(name, 0, 0, content.length, header, crc.getValue()));
  }

  /** Writes an entry's header and content without listing it; returns its position. */
  long local(String name, byte[] content) {
    long header = out.size();
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer local = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    local.putInt(0, 0x04034b50).putShort(26, (short) text.length);
    out.writeBytes(local.array());
    out.writeBytes(text);
    out.writeBytes(content);
    return header;
  }

  ZipText list(Entry entry) {
    entries.add(entry);
    return this;
  }

  Entry last() {
    return entries.get(entries.size() - 1);
  }

  byte[] end() {
    int position = out.size();
    for (Entry entry : entries) {
      byte[] text = entry.name().getBytes(StandardCharsets.UTF_8);
      ByteBuffer central = ByteBuffer.allocate(46).order(ByteOrder.LITTLE_ENDIAN);
      central
          .putInt(0, 0x02014b50)
          .putShort(8, (short) entry.flags())
          .putShort(10, (short) entry.method())
          .putInt(16, (int) entry.crc())
          .putInt(20, (int) entry.size())
          .putInt(24, (int) entry.size())
          .putShort(28, (short) text.length)
          .putInt(42, (int) entry.header());
      out.writeBytes(central.array());
      out.writeBytes(text);
    }
    return end(position, out.size() - position, entries.size());
  }

  byte[] end(int position, int length, int count) {
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0, 0x06054b50)
        .putShort(8, (short) count)
        .putShort(10, (short) count)
        .putInt(12, length)
        .putInt(16, position);
    out.writeBytes(end.array());
    return out.toByteArray();
  }
}
