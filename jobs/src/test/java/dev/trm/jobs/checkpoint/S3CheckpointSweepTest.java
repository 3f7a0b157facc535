package dev.trm.jobs.checkpoint;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Sweeps of a bucket. */
class S3CheckpointSweepTest extends CheckpointSweepContract {
  private static S3Server server;
  private static int buckets;

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
    String bucket = "swept-" + ++buckets;
    server.makeBucket(bucket);
    store =
        S3Bucket.open(
            S3CheckpointStoreTest.configOf(
                Map.of(
                    "trm.checkpoints.directory", room.resolve("copies").toString(),
                    "trm.checkpoints.s3.bucket", bucket,
                    "trm.checkpoints.s3.endpoint", server.address().toString())));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  CheckpointStore store() {
    return store;
  }
}
