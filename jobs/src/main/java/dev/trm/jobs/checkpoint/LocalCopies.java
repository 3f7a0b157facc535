package dev.trm.jobs.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Copies of checkpoint files on this machine, checked each time they are handed out. When they take
 * more room than they may, those go that were not used for longest; who reads one meanwhile still
 * can, its file ends with its last reader. Several processes may share the directory.
 */
final class LocalCopies {
  private static final String TENSORS = ".safetensors";
  private static final String UNFINISHED = ".part";

  private final Path directory;
  private final long most;
  private final VerifiedFiles verified = new VerifiedFiles();

  /** Puts a whole file at a place. */
  interface Download {
    void to(Path place) throws IOException;
  }

  /**
   * @param directory made when the first copy comes
   * @param most bytes of all copies together, the newest apart
   */
  LocalCopies(Path directory, long most) {
    this.directory = directory;
    this.most = most;
  }

  /** The copy, if there is one and it is whole; a damaged one is removed. */
  Optional<Path> find(String id) throws IOException {
    Path place = place(id);
    try {
      if (Files.isRegularFile(place)) {
        if (verified.id(place).equals(id)) {
          verified.touch(place);
          return Optional.of(place);
        }
        Files.deleteIfExists(place);
      }
    } catch (NoSuchFileException gone) {
      // Another process made room meanwhile.
    }
    return Optional.empty();
  }

  /**
   * Takes a copy.
   *
   * @throws IOException if what comes is not what the id says; nothing is kept then
   */
  Path add(String id, Download download) throws IOException {
    Path beside = draft();
    try {
      download.to(beside);
      String found = Sha256File.id(beside);
      if (!found.equals(id)) {
        throw new IOException(
            "checkpoint " + id + " is damaged: its content has the SHA-256 " + found);
      }
      Files.move(beside, place(id), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    makeRoom(place(id));
    return place(id);
  }

  /** A new, empty file beside the copies; left behind, it is unfinished. */
  Path draft() throws IOException {
    Files.createDirectories(directory);
    return Files.createTempFile(directory, "draft-", UNFINISHED);
  }

  void remove(String id) throws IOException {
    Files.deleteIfExists(place(id));
  }

  /** Removes what downloads left that broke off before this time. */
  void removeUnfinished(Instant before) throws IOException {
    for (Copy each : copies(UNFINISHED)) {
      if (each.used().isBefore(before)) {
        Files.deleteIfExists(each.file());
      }
    }
  }

  private record Copy(Path file, Instant used, long bytes) {}

  private void makeRoom(Path newest) throws IOException {
    List<Copy> copies = copies(TENSORS);
    copies.removeIf(each -> each.file().equals(newest));
    copies.sort(Comparator.comparing(Copy::used));
    long all = copies.stream().mapToLong(Copy::bytes).sum();
    for (Copy each : copies) {
      if (all <= most) {
        return;
      }
      Files.deleteIfExists(each.file());
      all -= each.bytes();
    }
  }

  private List<Copy> copies(String ending) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Copy> copies = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(ending)).toList()) {
        try {
          copies.add(new Copy(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file)));
        } catch (NoSuchFileException gone) {
          // Another process made room meanwhile.
        }
      }
    }
    return copies;
  }

  private Path place(String id) {
    return directory.resolve(id + TENSORS);
  }
}
