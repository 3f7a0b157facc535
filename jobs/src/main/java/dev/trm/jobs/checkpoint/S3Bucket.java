package dev.trm.jobs.checkpoint;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Opens the bucket that the configuration names, and looks at it once: what is wrong is said at the
 * start and not when the first checkpoint is due.
 */
final class S3Bucket {
  private static final String KEYS = "trm.checkpoints.s3.";

  private S3Bucket() {}

  /**
   * @throws IllegalStateException naming the key that is missing or wrong, or why the bucket is out
   *     of reach
   */
  static S3CheckpointStore open(CheckpointConfig config) {
    CheckpointConfig.S3 s3 = config.s3();
    String bucket =
        s3.bucket()
            .filter(name -> !name.isBlank())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        KEYS + "bucket is missing; trm.checkpoints.store is s3"));
    S3Client client = client(s3);
    try {
      client.headBucket(of -> of.bucket(bucket));
    } catch (SdkException failed) {
      client.close();
      throw new IllegalStateException(
          KEYS
              + "bucket is '"
              + bucket
              + "'"
              + s3.endpoint().map(at -> " at " + at).orElse("")
              + ", which cannot be used: "
              + reason(failed),
          failed);
    }
    return new S3CheckpointStore(
        client,
        bucket,
        s3.prefix().orElse(""),
        new LocalCopies(config.directory(), s3.localCopies().asLongValue()));
  }

  private static String reason(SdkException failed) {
    if (failed instanceof S3Exception answered) {
      return switch (answered.statusCode()) {
        case 301 -> "it is in another region, see " + KEYS + "region";
        case 403 -> "the key may not, see " + KEYS + "access-key and secret-key";
        case 404 -> "there is no such bucket";
        default -> String.valueOf(answered.getMessage());
      };
    }
    return String.valueOf(failed.getMessage());
  }

  /** A client that is not yet known to reach anything. */
  static S3Client client(CheckpointConfig.S3 s3) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(s3.region()))
            .forcePathStyle(s3.pathStyle())
            .credentialsProvider(credentials(s3))
            .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(s3.timeout()))
            .overrideConfiguration(calls -> calls.apiCallTimeout(s3.timeout()))
            // Content is checked by its SHA-256; not every service knows Amazon's own checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    s3.endpoint().ifPresent(endpoint -> builder.endpointOverride(checked(endpoint)));
    return builder.build();
  }

  private static URI checked(URI endpoint) {
    if (endpoint.getHost() == null
        || (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme()))) {
      throw new IllegalStateException(
          KEYS + "endpoint is '" + endpoint + "'; it must be http:// or https:// and a host");
    }
    return endpoint;
  }

  private static AwsCredentialsProvider credentials(CheckpointConfig.S3 s3) {
    Optional<String> name = s3.accessKey();
    Optional<String> secret = s3.secretKey();
    if (name.isPresent() != secret.isPresent()) {
      throw new IllegalStateException(
          KEYS
              + (name.isPresent()
                  ? "secret-key is missing; access-key"
                  : "access-key is missing; secret-key")
              + " is given");
    }
    return name.isPresent()
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(name.get(), secret.orElseThrow()))
        : DefaultCredentialsProvider.builder().build();
  }
}
