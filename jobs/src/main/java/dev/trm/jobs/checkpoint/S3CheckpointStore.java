package dev.trm.jobs.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trm.jobs.JobJson;
import dev.trm.jobs.faults.InjectedFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of a bucket: {@code PREFIX}{@code ID.safetensors} with {@code PREFIX}{@code ID.json}, its
 * manifest. An object is put by one call and so is there whole or not at all; the manifest comes
 * first, so where there are tensors there is one.
 */
final class S3CheckpointStore implements CheckpointStore, AutoCloseable {
  private static final String TENSORS = ".safetensors";
  private static final String MANIFEST = ".json";
  private static final String MARK = ".to-be-removed";
  private static final String OWNER = "owner.txt";
  private static final String CLOCK = "clock";

  /** How services answer a conditional write of an object that is there, or is being written. */
  private static final Set<Integer> EXISTS = Set.of(409, 412);

  /** What S3 takes by one call. */
  private static final long LARGEST = 5L << 30;

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final LocalCopies copies;

  /**
   * @param client closed with this
   * @param prefix of all objects' names; may be empty
   */
  S3CheckpointStore(S3Client client, String bucket, String prefix, LocalCopies copies) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
    this.copies = copies;
  }

  /** Puts what is there again too: whoever needs it now must not lose it as a remnant of old. */
  @Override
  public String put(Path file, JsonNode manifest) throws IOException {
    String id = Sha256File.id(file);
    long size = Files.size(file);
    if (size > LARGEST) {
      throw new IOException(
          "checkpoint " + id + " has " + size + " bytes; S3 takes at most " + LARGEST);
    }
    String text = JobJson.write(manifest);
    unmark(id);
    if (!called("put checkpoint " + id, () -> exists(id))) {
      called(
          "put checkpoint " + id,
          () ->
              client.putObject(
                  to -> to.bucket(bucket).key(key(id, MANIFEST)).contentType("application/json"),
                  RequestBody.fromString(text)));
    }
    InjectedFaults.writingCheckpoint();
    called(
        "put checkpoint " + id,
        () ->
            client.putObject(
                to -> to.bucket(bucket).key(key(id, TENSORS)), RequestBody.fromFile(file)));
    return id;
  }

  @Override
  public Path draft() throws IOException {
    return copies.draft();
  }

  @Override
  public String adopt(Path draft, JsonNode manifest) throws IOException {
    try {
      return put(draft, manifest);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public Path get(String id) throws IOException {
    Sha256File.check(id);
    Optional<Path> copy = copies.find(id);
    if (copy.isPresent()) {
      return copy.get();
    }
    return copies.add(id, place -> download(id, place));
  }

  private void download(String id, Path place) throws IOException {
    // The client makes the file itself.
    Files.delete(place);
    try {
      client.getObject(
          of -> of.bucket(bucket).key(key(id, TENSORS)), ResponseTransformer.toFile(place));
    } catch (NoSuchKeyException none) {
      throw new IOException("checkpoint " + id + " is not in the store " + this, none);
    } catch (SdkException failed) {
      throw failed("get checkpoint " + id, failed);
    }
  }

  /** The tensors first: a manifest alone is only a remnant. */
  @Override
  public void remove(String id) throws IOException {
    Sha256File.check(id);
    copies.remove(id);
    for (String ending : new String[] {TENSORS, MANIFEST, MARK}) {
      called(
          "remove checkpoint " + id,
          () -> client.deleteObject(of -> of.bucket(bucket).key(key(id, ending))));
    }
  }

  /** As the service stamps a new object, to the second. */
  @Override
  public Instant now() throws IOException {
    return called(
        "read the clock",
        () -> {
          client.putObject(to -> to.bucket(bucket).key(prefix + CLOCK), RequestBody.empty());
          return client.headObject(of -> of.bucket(bucket).key(prefix + CLOCK)).lastModified();
        });
  }

  @Override
  public Set<String> putBefore(Instant time) throws IOException {
    return called(
        "list the checkpoints",
        () -> {
          Set<String> old = new HashSet<>();
          Set<String> young = new HashSet<>();
          client
              .listObjectsV2Paginator(of -> of.bucket(bucket).prefix(prefix))
              .contents()
              .forEach(
                  object ->
                      id(object)
                          .ifPresent(
                              id -> (object.lastModified().isBefore(time) ? old : young).add(id)));
          old.removeAll(young);
          return old;
        });
  }

  @Override
  public Optional<String> owner() throws IOException {
    return called(
        "read the owner",
        () -> {
          try {
            return Optional.of(
                client
                    .getObjectAsBytes(of -> of.bucket(bucket).key(prefix + OWNER))
                    .asString(StandardCharsets.UTF_8)
                    .strip());
          } catch (NoSuchKeyException none) {
            return Optional.empty();
          }
        });
  }

  /**
   * A service that knows no conditional writes lets the last of several win that do this at once;
   * each asks again before it removes anything, and nothing is removed soon.
   */
  @Override
  public String own(String owner) throws IOException {
    Optional<String> before = owner();
    if (before.isPresent()) {
      return before.get();
    }
    try {
      client.putObject(
          to -> to.bucket(bucket).key(prefix + OWNER).contentType("text/plain").ifNoneMatch("*"),
          RequestBody.fromString(owner + "\n"));
    } catch (SdkException failed) {
      if (!(failed instanceof S3Exception answered) || !EXISTS.contains(answered.statusCode())) {
        throw failed("name the owner", failed);
      }
    }
    return owner().orElse(owner);
  }

  @Override
  public void mark(String id) throws IOException {
    Sha256File.check(id);
    if (!marked().containsKey(id)) {
      called(
          "mark checkpoint " + id,
          () -> client.putObject(to -> to.bucket(bucket).key(key(id, MARK)), RequestBody.empty()));
    }
  }

  @Override
  public void unmark(String id) throws IOException {
    Sha256File.check(id);
    called(
        "take the mark of checkpoint " + id + " away",
        () -> client.deleteObject(of -> of.bucket(bucket).key(key(id, MARK))));
  }

  @Override
  public Map<String, Instant> marked() throws IOException {
    return called(
        "list the marks",
        () -> {
          Map<String, Instant> marked = new HashMap<>();
          client
              .listObjectsV2Paginator(of -> of.bucket(bucket).prefix(prefix))
              .contents()
              .forEach(
                  object -> {
                    String name = object.key().substring(prefix.length());
                    String id = name.substring(0, Math.max(0, name.indexOf('.')));
                    if (name.equals(id + MARK)) {
                      marked.put(id, object.lastModified());
                    }
                  });
          return marked;
        });
  }

  /** A bucket has nothing unfinished; a directory of copies may. */
  @Override
  public void removeUnfinished(Instant before) throws IOException {
    copies.removeUnfinished(before);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }

  private boolean exists(String id) {
    try {
      client.headObject(of -> of.bucket(bucket).key(key(id, TENSORS)));
      return true;
    } catch (NoSuchKeyException none) {
      return false;
    }
  }

  private Optional<String> id(S3Object object) {
    String name = object.key().substring(prefix.length());
    String id = name.substring(0, Math.max(0, name.indexOf('.')));
    return id.matches("[0-9a-f]{64}") && (name.equals(id + TENSORS) || name.equals(id + MANIFEST))
        ? Optional.of(id)
        : Optional.empty();
  }

  private String key(String id, String ending) {
    return prefix + id + ending;
  }

  private <T> T called(String what, Supplier<T> call) throws IOException {
    try {
      return call.get();
    } catch (SdkException failed) {
      throw failed(what, failed);
    }
  }

  private IOException failed(String what, SdkException failed) {
    return new IOException("cannot " + what + " in " + this + ": " + failed.getMessage(), failed);
  }
}
