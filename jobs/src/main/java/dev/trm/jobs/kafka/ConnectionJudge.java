package dev.trm.jobs.kafka;

import java.time.Duration;

/**
 * Decides by the counters of one client whether its broker is away: no connection for a while, or
 * requests that stay without any response. A client that asks for nothing is never away.
 */
final class ConnectionJudge {
  private final long unconnectedNanos;
  private final long unansweredNanos;
  private boolean started;
  private boolean connected;
  private boolean everConnected;
  private long unconnectedSince;
  private double responses;
  private double requestsThen;
  private boolean waiting;
  private long waitingSince;

  /**
   * @param unconnected how long a client may be without any connection; before its first one it has
   *     as long as for a response
   * @param unanswered how long requests may be without a response; longer than any request that the
   *     broker holds back
   */
  ConnectionJudge(Duration unconnected, Duration unanswered) {
    this.unconnectedNanos = unconnected.toNanos();
    this.unansweredNanos = unanswered.toNanos();
  }

  /**
   * To be called again and again.
   *
   * @param now of a monotonic clock, in nanoseconds
   * @param connections open at the moment
   * @param requests sent since the client's start
   * @param responses received since then
   */
  boolean away(long now, double connections, double requests, double responses) {
    return unconnected(now, connections) || unanswered(now, requests, responses);
  }

  private boolean unconnected(long now, double connections) {
    if (connected || !started) {
      started = true;
      unconnectedSince = now;
    }
    connected = connections > 0;
    everConnected |= connected;
    long most = everConnected ? unconnectedNanos : unansweredNanos;
    return !connected && now - unconnectedSince >= most;
  }

  private boolean unanswered(long now, double requests, double answered) {
    if (answered != responses) {
      responses = answered;
      requestsThen = requests;
      waiting = requests > answered;
      waitingSince = now;
    } else if (!waiting && requests > requestsThen) {
      waiting = true;
      waitingSince = now;
    }
    return waiting && now - waitingSince >= unansweredNanos;
  }
}
