package dev.trm.gateway.access;

import dev.trm.gateway.connections.ClientNetwork;
import dev.trm.gateway.problem.Problem;
import dev.trm.gateway.problem.ProblemException;
import io.netty.util.NetUtil;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Map;

/** How often an address may prove wrongly who it is; then it has to wait before it may again. */
public final class Patience {
  private final TokenBuckets failures = new TokenBuckets(System::nanoTime);
  private final int perMinute;

  public Patience(int perMinute) {
    this.perMinute = perMinute;
  }

  /** How the address of a request stands. */
  TokenBucket.Standing look(RoutingContext request) {
    return failures.look(address(request), perMinute);
  }

  /**
   * Lets a request go on.
   *
   * @throws ProblemException 429 if its address was wrong too often
   */
  public void require(RoutingContext request) {
    TokenBucket.Standing standing = look(request);
    if (!standing.passed()) {
      throw new ProblemException(
          Problem.of(429, "Too many wrong signatures came from this address; try later."),
          Map.of("Retry-After", Long.toString(standing.retryAfterSeconds())));
    }
  }

  /** Notes that the address of a request was wrong. */
  public void wrong(RoutingContext request) {
    failures.take(address(request), perMinute);
  }

  private static String address(RoutingContext request) {
    String literal = request.request().remoteAddress().hostAddress();
    InetAddress address =
        literal == null ? null : NetUtil.createInetAddressFromIpAddressString(literal);
    return address == null ? "local" : ClientNetwork.of(address);
  }
}
