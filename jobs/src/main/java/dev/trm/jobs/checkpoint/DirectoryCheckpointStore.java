package dev.trm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.audit.DurableFiles;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.faults.InjectedFaults;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files in a directory, which several machines may share: {@code ID.safetensors} with {@code
 * ID.json}, its manifest, and {@code owner.txt}, the database that they belong to.
 */
public final class DirectoryCheckpointStore implements CheckpointStore {
  private static final String TENSORS = ".safetensors";
  private static final String MANIFEST = ".json";
  private static final String UNFINISHED = ".part";
  private static final String MARK = ".to-be-removed";
  private static final String OWNER = "owner.txt";

  private final Path directory;
  private final VerifiedFiles verified = new VerifiedFiles();

  /**
   * @param directory made at the first {@link #put} if missing
   */
  public DirectoryCheckpointStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public String put(Path file, JsonNode manifest) throws IOException {
    Path draft = draft();
    try {
      Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    return adopt(draft, manifest);
  }

  @Override
  public Path draft() throws IOException {
    Files.createDirectories(directory);
    return Files.createTempFile(directory, "draft-", UNFINISHED);
  }

  @Override
  public String adopt(Path draft, JsonNode manifest) throws IOException {
    try {
      String id = Sha256File.id(draft);
      Path place = place(id);
      unmark(id);
      if (Files.exists(place)) {
        // It is needed now, so the sweep must not take it for an old remnant.
        Files.setLastModifiedTime(place, FileTime.from(now()));
        return id;
      }
      DurableFiles.write(
          directory.resolve(id + MANIFEST),
          JobJson.write(manifest),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
      InjectedFaults.writingCheckpoint();
      DurableFiles.move(draft, place);
      return id;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public Path get(String id) throws IOException {
    Path place = place(id);
    if (!Files.isRegularFile(place)) {
      throw new IOException("checkpoint " + id + " is not in the store " + directory);
    }
    String found = verified.id(place);
    if (!found.equals(id)) {
      throw new IOException(
          "checkpoint " + id + " is damaged: its content has the SHA-256 " + found);
    }
    return place;
  }

  @Override
  public void remove(String id) throws IOException {
    Files.deleteIfExists(place(id));
    Files.deleteIfExists(directory.resolve(id + MANIFEST));
    unmark(id);
  }

  @Override
  public Optional<String> owner() throws IOException {
    Path marker = directory.resolve(OWNER);
    try {
      return Optional.of(Files.readString(marker).strip());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public String own(String owner) throws IOException {
    Path marker = directory.resolve(OWNER);
    Path draft = draft();
    try {
      DurableFiles.write(draft, owner + "\n", StandardOpenOption.WRITE);
      Files.createLink(marker, draft);
      DurableFiles.forceDirectoryOf(marker);
    } catch (FileAlreadyExistsException another) {
      // Another process was first.
    } finally {
      Files.deleteIfExists(draft);
    }
    return owner().orElse(owner);
  }

  @Override
  public void mark(String id) throws IOException {
    try {
      Files.createFile(directory.resolve(checked(id) + MARK));
    } catch (FileAlreadyExistsException before) {
      // The first mark counts.
    }
  }

  @Override
  public void unmark(String id) throws IOException {
    Files.deleteIfExists(directory.resolve(checked(id) + MARK));
  }

  @Override
  public Map<String, Instant> marked() throws IOException {
    Map<String, Instant> marked = new HashMap<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.endsWith(MARK)) {
        try {
          marked.put(
              name.substring(0, name.length() - MARK.length()),
              Files.getLastModifiedTime(file).toInstant());
        } catch (NoSuchFileException gone) {
          // Another process has taken the mark away.
        }
      }
    }
    return marked;
  }

  /** As the file system stamps a new file. */
  @Override
  public Instant now() throws IOException {
    Path probe = draft();
    try {
      return Files.getLastModifiedTime(probe).toInstant();
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  @Override
  public Set<String> putBefore(Instant time) throws IOException {
    Set<String> old = new HashSet<>();
    Set<String> young = new HashSet<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      int dot = name.indexOf('.');
      if (name.endsWith(TENSORS) || name.endsWith(MANIFEST)) {
        (isBefore(file, time) ? old : young).add(name.substring(0, dot));
      }
    }
    old.removeAll(young);
    return old;
  }

  @Override
  public void removeUnfinished(Instant before) throws IOException {
    for (Path file : files()) {
      if (file.toString().endsWith(UNFINISHED) && isBefore(file, before)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** False for a file that another process has removed meanwhile. */
  private static boolean isBefore(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path place(String id) throws IOException {
    return directory.resolve(checked(id) + TENSORS);
  }

  private static String checked(String id) throws IOException {
    Sha256File.check(id);
    return id;
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
