package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.peers.Peer;
import dev.trm.benchmarks.peers.RunningPeer;
import dev.trm.benchmarks.solving.Servers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Another queue with one worker process. */
record PeerPipeline(Peer peer, Servers servers, Path logs) implements Contender {

  @Override
  public String name() {
    return peer.name();
  }

  @Override
  public int workers() {
    return 1;
  }

  @Override
  public String settings() {
    return peer.settings();
  }

  @Override
  public Started start() throws IOException, InterruptedException, SQLException {
    RunningPeer running = RunningPeer.start(peer, servers.database(), logs);
    servers.usedBy(running);
    return new Running(servers, running);
  }

  private static final class Running implements Started {
    private final Servers servers;
    private final RunningPeer peer;
    private long before;

    Running(Servers servers, RunningPeer peer) {
      this.servers = servers;
      this.peer = peer;
    }

    @Override
    public void begin() throws IOException {
      before = peer.executed();
    }

    @Override
    public Map<String, List<Long>> pids() throws IOException {
      Map<String, List<Long>> pids = new LinkedHashMap<>();
      peer.pids().forEach((name, pid) -> pids.put(name, List.of(pid)));
      pids.put("database", servers.database().pids());
      return pids;
    }

    @Override
    public void submit(Way way, int jobs) throws IOException {
      peer.submit(jobs, way.atOnce(), way.connections());
    }

    @Override
    public boolean idle() throws SQLException {
      return peer.idle();
    }

    @Override
    public Tally tally(int jobs) throws IOException {
      long executed = peer.executed() - before;
      return new Tally(jobs, executed, executed, new TreeMap<>(Map.of("worker", executed)), null);
    }

    @Override
    public void close() throws IOException, InterruptedException, SQLException {
      peer.close();
    }
  }
}
