package dev.trm.gateway.webhooks;

import dev.trm.gateway.GatewayConfig;
import java.util.Set;

/**
 * Where messages may go.
 *
 * @param http whether without encryption too
 * @param privateAddresses whether to addresses that are not open to everybody too
 */
record TargetRules(boolean http, boolean privateAddresses, Set<Integer> ports) {
  TargetRules {
    ports = Set.copyOf(ports);
  }

  static TargetRules of(GatewayConfig.Webhooks config) {
    return new TargetRules(config.allowHttp(), config.allowPrivate(), config.ports());
  }

  /** Zero, which is nobody's port, among the allowed stands for all. */
  boolean allowsPort(int port) {
    return port > 0 && port <= 65_535 && (ports.contains(0) || ports.contains(port));
  }
}
