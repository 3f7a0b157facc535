package dev.trm.model.torchsave;

import dev.trm.model.checkpoint.Channels;
import dev.trm.model.checkpoint.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The directory of a zip file in the form that {@code torch.save} writes: every entry is
 * uncompressed, and nothing follows the directory. Rejects compressed, encrypted, split, duplicate
 * and overlapping entries, so an entry is a region of the file and never longer than its size.
 */
final class StoredZip {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_LENGTH = 22;
  private static final int END64_LENGTH = 56;
  private static final int LOCATOR64_LENGTH = 20;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_IN_EXTRA = 1;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final int MOST_ENTRIES = 50_000;
  private static final int LONGEST_DIRECTORY = 16 << 20;

  private final FileChannel file;
  private final Map<String, Entry> entries;

  /** An entry's bytes: {@code length} of them from a position of the file. */
  record Entry(String name, long position, long length, long crc) {}

  private StoredZip(FileChannel file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** By name, in the directory's order. */
  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * Reads an entry's bytes.
   *
   * @throws DamagedFileException if they are more than expected, or do not match the directory's
   *     checksum
   */
  ByteBuffer read(Entry entry, int most) throws IOException {
    if (entry.length() > most) {
      throw new DamagedFileException(
          entry.name() + " has " + entry.length() + " bytes; at most " + most + " are read");
    }
    verify(entry);
    ByteBuffer bytes = ByteBuffer.allocate((int) entry.length());
    Channels.fill(file, bytes, entry.position());
    return bytes.flip();
  }

  /**
   * @throws DamagedFileException if the bytes do not match the directory's checksum
   */
  void verify(Entry entry) throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(1 << 16, entry.length()));
    for (long done = 0; done < entry.length(); ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), entry.length() - done));
      Channels.fill(file, chunk, entry.position() + done);
      done += chunk.flip().remaining();
      crc.update(chunk);
    }
    if (crc.getValue() != entry.crc()) {
      throw new DamagedFileException(
          String.format(
              "%s is damaged: its checksum is %08x instead of %08x",
              entry.name(), crc.getValue(), entry.crc()));
    }
  }

  static StoredZip open(FileChannel file) throws IOException {
    Directory directory = directory(file);
    ByteBuffer all = bytes(file, directory.position(), (int) directory.length());
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Entry> ordered = new ArrayList<>();
    for (long i = 0; i < directory.entries(); i++) {
      Entry entry = entry(file, all, directory.position());
      if (entries.put(entry.name(), entry) != null) {
        throw new DamagedFileException("its directory has " + entry.name() + " twice");
      }
      ordered.add(entry);
    }
    if (all.hasRemaining()) {
      throw new DamagedFileException(
          "its directory has " + all.remaining() + " bytes after its last entry");
    }
    apart(ordered);
    return new StoredZip(file, Collections.unmodifiableMap(entries));
  }

  /** The position and size of the directory. */
  private record Directory(long position, long length, long entries) {}

  private static Directory directory(FileChannel file) throws IOException {
    long end = file.size() - END_LENGTH;
    ByteBuffer tail = end < 0 ? ByteBuffer.allocate(4) : bytes(file, end, END_LENGTH);
    if (tail.getInt(0) != END) {
      throw new DamagedFileException(
          "it begins as a zip file, but does not end with a zip's directory; was it cut off?");
    }
    Directory found =
        new Directory(
            tail.getInt(16) & 0xffffffffL,
            tail.getInt(12) & 0xffffffffL,
            tail.getShort(10) & 0xffff);
    long before = end;
    if (found.position() == IN_EXTRA || found.length() == IN_EXTRA || found.entries() == 0xffff) {
      before = end64(file, end);
      ByteBuffer large = bytes(file, before, END64_LENGTH);
      found = new Directory(large.getLong(48), large.getLong(40), large.getLong(32));
    }
    if (found.entries() < 0 || found.entries() > MOST_ENTRIES) {
      throw new DamagedFileException(
          "it has "
              + Long.toUnsignedString(found.entries())
              + " entries; at most "
              + MOST_ENTRIES
              + " are read");
    }
    if (found.length() < 0
        || found.length() > LONGEST_DIRECTORY
        || found.position() < 0
        || found.position() > before - found.length()) {
      throw new DamagedFileException(
          "its directory is said to lie at "
              + Long.toUnsignedString(found.position())
              + " with "
              + Long.toUnsignedString(found.length())
              + " bytes, of "
              + file.size());
    }
    return found;
  }

  /** The position of the zip64 record, which has numbers too large for the standard one. */
  private static long end64(FileChannel file, long end) throws IOException {
    long locator = end - LOCATOR64_LENGTH;
    if (locator >= END64_LENGTH) {
      ByteBuffer found = bytes(file, locator, LOCATOR64_LENGTH);
      long position = found.getLong(8);
      if (found.getInt(0) == LOCATOR64
          && position >= 0
          && position <= locator - END64_LENGTH
          && bytes(file, position, 4).getInt(0) == END64) {
        return position;
      }
    }
    throw new DamagedFileException("its zip64 directory is missing");
  }

  private static Entry entry(FileChannel file, ByteBuffer all, long directory) throws IOException {
    if (all.remaining() < CENTRAL_LENGTH || all.getInt(all.position()) != CENTRAL) {
      throw new DamagedFileException("its directory breaks off");
    }
    ByteBuffer head = all.slice(all.position(), CENTRAL_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    int nameLength = head.getShort(28) & 0xffff;
    int extraLength = head.getShort(30) & 0xffff;
    int commentLength = head.getShort(32) & 0xffff;
    all.position(all.position() + CENTRAL_LENGTH);
    if (all.remaining() < nameLength + extraLength + commentLength) {
      throw new DamagedFileException("its directory breaks off");
    }
    String name = name(all.slice(all.position(), nameLength));
    ByteBuffer extra =
        all.slice(all.position() + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    all.position(all.position() + nameLength + extraLength + commentLength);
    if ((head.getShort(8) & ENCRYPTED) != 0) {
      throw new DamagedFileException(name + " is encrypted");
    }
    if (head.getShort(10) != 0) {
      throw new DamagedFileException(
          name + " is compressed (method " + (head.getShort(10) & 0xffff) + "); torch.save stores");
    }
    Sizes sizes =
        Sizes.of(
            name,
            head.getInt(24) & 0xffffffffL,
            head.getInt(20) & 0xffffffffL,
            head.getInt(42) & 0xffffffffL,
            extra);
    if (sizes.packed() != sizes.length()) {
      throw new DamagedFileException(
          name + " is stored with " + sizes.packed() + " bytes, but has " + sizes.length());
    }
    long start = start(file, name, sizes.header(), directory);
    if (sizes.length() < 0 || sizes.length() > directory - start) {
      throw new DamagedFileException(
          name
              + " is said to have "
              + Long.toUnsignedString(sizes.length())
              + " bytes, of "
              + (directory - start));
    }
    return new Entry(name, start, sizes.length(), head.getInt(16) & 0xffffffffL);
  }

  /** An entry's sizes and its header's position, from the directory. */
  private record Sizes(long length, long packed, long header) {
    static Sizes of(String name, long length, long packed, long header, ByteBuffer extra)
        throws DamagedFileException {
      if (length != IN_EXTRA && packed != IN_EXTRA && header != IN_EXTRA) {
        return new Sizes(length, packed, header);
      }
      while (extra.remaining() >= 4) {
        int id = extra.getShort() & 0xffff;
        int size = extra.getShort() & 0xffff;
        if (size > extra.remaining()) {
          break;
        }
        if (id == SIZES_IN_EXTRA) {
          ByteBuffer large = extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
          int needed =
              (length == IN_EXTRA ? 8 : 0)
                  + (packed == IN_EXTRA ? 8 : 0)
                  + (header == IN_EXTRA ? 8 : 0);
          if (size < needed) {
            break;
          }
          return new Sizes(
              length == IN_EXTRA ? large.getLong() : length,
              packed == IN_EXTRA ? large.getLong() : packed,
              header == IN_EXTRA ? large.getLong() : header);
        }
        extra.position(extra.position() + size);
      }
      throw new DamagedFileException(name + " has no sizes in its zip64 field");
    }
  }

  /** The position of the bytes, after the entry's own header. */
  private static long start(FileChannel file, String name, long header, long directory)
      throws IOException {
    if (header >= 0 && header <= directory - LOCAL_LENGTH) {
      ByteBuffer local = bytes(file, header, LOCAL_LENGTH);
      int nameLength = local.getShort(26) & 0xffff;
      long start = header + LOCAL_LENGTH + nameLength + (local.getShort(28) & 0xffff);
      if (local.getInt(0) == LOCAL
          && start <= directory
          && name(bytes(file, header + LOCAL_LENGTH, nameLength)).equals(name)) {
        return start;
      }
    }
    throw new DamagedFileException(
        name + " is not at " + Long.toUnsignedString(header) + ", where the directory has it");
  }

  private static String name(ByteBuffer bytes) throws DamagedFileException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException wrong) {
      throw new DamagedFileException("its directory has a name that is not UTF-8", wrong);
    }
    if (name.isEmpty()
        || name.length() > 512
        || name.startsWith("/")
        || name.contains("\\")
        || ("/" + name + "/").contains("/../")
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new DamagedFileException(
          "its directory has a name that leads elsewhere: '"
              + name.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(80, name.length()))
              + "'");
    }
    return name;
  }

  private static void apart(List<Entry> entries) throws DamagedFileException {
    entries.sort(Comparator.comparingLong(Entry::position).thenComparingLong(Entry::length));
    long end = 0;
    for (Entry entry : entries) {
      if (entry.position() < end) {
        throw new DamagedFileException(entry.name() + " lies over the entry before it");
      }
      end = entry.position() + entry.length();
    }
  }

  private static ByteBuffer bytes(FileChannel file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    Channels.fill(file, bytes, position);
    return bytes.flip();
  }
}
