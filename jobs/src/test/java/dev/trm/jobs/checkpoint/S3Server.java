package dev.trm.jobs.checkpoint;

import java.net.URI;
import java.util.Properties;
import java.util.Set;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.logging.slf4j.config.SLF4JLoggingModule;

/** S3Proxy, a server that speaks S3 over HTTP with signed requests, with its objects in memory. */
final class S3Server implements AutoCloseable {
  static final String KEY = "key-of-the-tests";
  static final String SECRET = "secret-of-the-tests";

  private final BlobStoreContext objects;
  private final S3Proxy server;

  S3Server() throws Exception {
    objects =
        ContextBuilder.newBuilder("transient-nio2")
            .credentials("any", "any")
            .modules(Set.of(new SLF4JLoggingModule()))
            .overrides(new Properties())
            .build(BlobStoreContext.class);
    server =
        S3Proxy.builder()
            .blobStore(objects.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  void makeBucket(String name) {
    objects.getBlobStore().createContainerInLocation(null, name);
  }

  @Override
  public void close() throws Exception {
    server.stop();
    objects.close();
  }
}
