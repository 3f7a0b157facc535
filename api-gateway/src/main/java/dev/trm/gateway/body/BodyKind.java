package dev.trm.gateway.body;

import dev.trm.gateway.GatewayConfig;

/** What a body holds, and so how large it may be. */
public enum BodyKind {
  /** A JSON document: what a method takes that does not say otherwise. */
  JSON {
    @Override
    long most(GatewayConfig config) {
      return config.maxBody().asLongValue();
    }
  },
  /** A key in JSON, from a caller that has shown none yet. */
  SIGN_IN {
    @Override
    long most(GatewayConfig config) {
      return Math.min(SIGN_IN_BYTES, config.maxBody().asLongValue());
    }
  },
  /** An event of a repository, whose signature is over the body. */
  EVENT {
    @Override
    long most(GatewayConfig config) {
      return config.hooks().maxBody().asLongValue();
    }
  },
  BATCH {
    @Override
    long most(GatewayConfig config) {
      return config.maxBatchBody().asLongValue();
    }
  },
  DATASET {
    @Override
    long most(GatewayConfig config) {
      return config.maxDatasetBody().asLongValue();
    }
  },
  CHECKPOINT {
    @Override
    long most(GatewayConfig config) {
      return config.maxCheckpointBody().asLongValue();
    }
  };

  private static final long SIGN_IN_BYTES = 4 << 10;

  /** Whether it proves who sends it, so that nobody knows before it has been read. */
  boolean keyless() {
    return this == SIGN_IN || this == EVENT;
  }

  /** Whether it counts against the quotas of its submitter's key. */
  boolean upload() {
    return this == BATCH || this == DATASET;
  }

  /** The most bytes, compressed or not. */
  abstract long most(GatewayConfig config);
}
