package dev.trm.jobs.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the SHA-256 of files, so that a file is read whole once and not for each of its parts
 * that is asked for. A file that has changed since is hashed again: one with another inode, length,
 * time of modification or, where the file system has it, time of change, which no program can set.
 */
final class VerifiedFiles {
  /** Two changes within a clock tick look the same, so a file that has just changed is not kept. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final int MOST = 10_000;

  private final Hash hash;
  private final Duration settled;
  private final Map<Path, Entry> entries = new ConcurrentHashMap<>();

  /** What a file's content is known by. */
  interface Hash {
    String of(Path file) throws IOException;
  }

  private static final class Entry {
    private @Nullable Map<String, Object> stamp;
    private String id = "";
  }

  VerifiedFiles() {
    this(Sha256File::id, SETTLED);
  }

  /**
   * @param settled how old a file's last change must be
   */
  VerifiedFiles(Hash hash, Duration settled) {
    this.hash = hash;
    this.settled = settled;
  }

  /** The SHA-256 of the content. Who asks for the same file meanwhile waits for the first. */
  String id(Path file) throws IOException {
    if (entries.size() > MOST) {
      entries.clear();
    }
    Entry entry = entries.computeIfAbsent(file, path -> new Entry());
    synchronized (entry) {
      Map<String, Object> now = stamp(file);
      if (now.equals(entry.stamp)) {
        return entry.id;
      }
      Instant begun = Instant.now();
      entry.stamp = null;
      entry.id = hash.of(file);
      // Changed while it was read, or just before: the hash may be of both contents.
      if (now.equals(stamp(file)) && changed(now).plus(settled).isBefore(begun)) {
        entry.stamp = now;
      }
      return entry.id;
    }
  }

  /** Marks a file as used now, by its time of modification, which does not change its content. */
  void touch(Path file) throws IOException {
    Entry entry = entries.computeIfAbsent(file, path -> new Entry());
    synchronized (entry) {
      boolean known = stamp(file).equals(entry.stamp);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      entry.stamp = known ? stamp(file) : null;
    }
  }

  private static Map<String, Object> stamp(Path file) throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(
        file, unix ? "unix:ino,size,lastModifiedTime,ctime" : "size,lastModifiedTime,fileKey");
  }

  private static Instant changed(Map<String, Object> stamp) {
    Object time = stamp.containsKey("ctime") ? stamp.get("ctime") : stamp.get("lastModifiedTime");
    return ((FileTime) Objects.requireNonNull(time)).toInstant();
  }
}
