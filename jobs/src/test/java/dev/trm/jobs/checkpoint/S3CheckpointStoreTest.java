package dev.trm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.JobJson;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Over HTTP, against a server that this test starts. */
class S3CheckpointStoreTest extends CheckpointStoreContract {
  private static S3Server server;
  private static int buckets;

  private final String bucket = "bucket-" + ++buckets;
  private S3Client client;
  private S3CheckpointStore store;

  @BeforeAll
  static void start() throws Exception {
    server = new S3Server();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() {
    server.makeBucket(bucket);
    client = S3Bucket.client(config(Map.of()).s3());
    store = S3Bucket.open(config(Map.of()));
  }

  @AfterEach
  void close() {
    store.close();
    client.close();
  }

  @Override
  CheckpointStore store() {
    return store;
  }

  @Override
  void damage(String id) {
    client.putObject(
        to -> to.bucket(bucket).key("models/" + id + ".safetensors"),
        RequestBody.fromString("abd"));
  }

  @Override
  String manifest(String id) {
    return client
        .getObjectAsBytes(of -> of.bucket(bucket).key("models/" + id + ".json"))
        .asString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsUsedAgainComesFromTheLocalCopy() throws IOException {
    String id = store.put(file("abc"), JobJson.parse("{}"));
    Path copy = store.get(id);
    damage(id);

    assertThat(store.get(id)).isEqualTo(copy).hasContent("abc");
  }

  @Test
  void aDamagedLocalCopyIsFetchedAnew() throws IOException {
    String id = store.put(file("abc"), JobJson.parse("{}"));
    Files.writeString(store.get(id), "abd");

    assertThat(store.get(id)).hasContent("abc");
  }

  @Test
  void copiesTakeNoMoreRoomThanTheyMay() throws IOException {
    try (S3CheckpointStore small = S3Bucket.open(config(Map.of("local-copies", "7")))) {
      Path oldest = small.get(small.put(file("abc"), JobJson.parse("{}")));
      Files.setLastModifiedTime(oldest, FileTime.from(Instant.EPOCH));
      Path older = small.get(small.put(file("abcd"), JobJson.parse("{}")));
      Files.setLastModifiedTime(older, FileTime.from(Instant.EPOCH.plusSeconds(1)));

      Path newer = small.get(small.put(file("abcde"), JobJson.parse("{}")));
      assertThat(oldest).as("7 bytes beside the newest").exists();
      Path newest = small.get(small.put(file("abcdef"), JobJson.parse("{}")));

      assertThat(oldest).doesNotExist();
      assertThat(older).doesNotExist();
      assertThat(newer).exists();
      assertThat(newest).exists();
      assertThat(small.get(ABC)).hasContent("abc");
    }
  }

  @Test
  void whatADownloadLeftIsRemovedOnceItIsOld() throws IOException {
    Path left = Files.createDirectories(room.resolve("copies")).resolve("left.part");
    Files.writeString(left, "half");

    store.removeUnfinished(Instant.EPOCH);
    assertThat(left).exists();
    store.removeUnfinished(later());
    assertThat(left).doesNotExist();
  }

  @Test
  void othersObjectsAreNotOurs() throws IOException {
    client.putObject(to -> to.bucket(bucket).key("models/README"), RequestBody.fromString("x"));
    client.putObject(
        to -> to.bucket(bucket).key("other/" + ABC + ".safetensors"), RequestBody.fromString("x"));

    assertThat(store.putBefore(later())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bucket     |                 | trm.checkpoints.s3.bucket is missing
          bucket     | none-of-that    | bucket is 'none-of-that' at http://127.0.0.1
          secret-key | wrong           | the key may not, see trm.checkpoints.s3.access-key
          secret-key |                 | trm.checkpoints.s3.secret-key is missing
          endpoint   | ftp://localhost | endpoint is 'ftp://localhost'; it must be http
          endpoint   | http://127.0.0.1:1 | which cannot be used
          """)
  void wrongConfigurationIsSaidAtTheStart(String key, @Nullable String value, String reason) {
    assertThatThrownBy(() -> S3Bucket.open(config(Map.of(key, value == null ? "" : value))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(reason);
  }

  private CheckpointConfig config(Map<String, String> changed) {
    Map<String, String> values = new HashMap<>();
    values.put("trm.checkpoints.directory", room.resolve("copies").toString());
    values.put("trm.checkpoints.s3.bucket", bucket);
    values.put("trm.checkpoints.s3.endpoint", server.address().toString());
    changed.forEach((key, value) -> values.put("trm.checkpoints.s3." + key, value));
    return configOf(values);
  }

  /** A configuration of the server that tests start; a blank value is left out. */
  static CheckpointConfig configOf(Map<String, String> changed) {
    Map<String, String> values = new HashMap<>();
    values.put("trm.checkpoints.store", "s3");
    values.put("trm.checkpoints.s3.prefix", "models/");
    values.put("trm.checkpoints.s3.path-style", "true");
    values.put("trm.checkpoints.s3.access-key", S3Server.KEY);
    values.put("trm.checkpoints.s3.secret-key", S3Server.SECRET);
    values.putAll(changed);
    values.values().removeIf(String::isEmpty);
    return new SmallRyeConfigBuilder()
        .withMapping(CheckpointConfig.class)
        .withConverter(MemorySize.class, 100, new MemorySizeConverter())
        .withConverter(Duration.class, 100, new DurationConverter())
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build()
        .getConfigMapping(CheckpointConfig.class);
  }
}
