package dev.trm.benchmarks.pipeline;

import dev.trm.benchmarks.measure.Distribution;
import dev.trm.benchmarks.solving.Servers;
import dev.trm.benchmarks.solving.SolvingServices;
import dev.trm.benchmarks.solving.UnfinishedJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** This project's pipeline with a number of solver processes. */
record OwnPipeline(Path repository, Path directory, Servers servers, int workers)
    implements Contender {

  @Override
  public String name() {
    return "trm";
  }

  @Override
  public String settings() {
    return SolvingServices.text();
  }

  @Override
  public Running start() throws IOException, InterruptedException, SQLException {
    SolvingServices services = SolvingServices.start(repository, directory, servers, workers);
    try {
      return new Running(servers, services, servers.database().dataSource().getConnection());
    } catch (SQLException e) {
      services.close();
      throw e;
    }
  }

  /** The services and the jobs submitted to them. */
  static final class Running implements Started {
    private static final String NOW = "SELECT clock_timestamp() AS now";

    private static final String JOBS =
        "SELECT id, batch, state, worker, finished_at FROM job WHERE queued_at >= ?";

    private static final String OUTCOMES =
        """
        SELECT count(*) AS outcomes FROM job_event
        WHERE to_state IN ('SUCCEEDED', 'FAILED', 'CANCELLED') AND at >= ?""";

    private final Servers servers;
    private final SolvingServices services;
    private final Connection look;
    private final Map<String, Instant> sent = new ConcurrentHashMap<>();
    private @Nullable OffsetDateTime since;

    Running(Servers servers, SolvingServices services, Connection look) {
      this.servers = servers;
      this.services = services;
      this.look = look;
    }

    @Override
    public void begin() throws SQLException {
      sent.clear();
      try (Statement statement = look.createStatement();
          ResultSet row = statement.executeQuery(NOW)) {
        row.next();
        since = row.getObject("now", OffsetDateTime.class);
      }
    }

    @Override
    public Map<String, List<Long>> pids() throws IOException {
      Map<String, List<Long>> pids = new LinkedHashMap<>();
      pids.put("client", List.of(ProcessHandle.current().pid()));
      services
          .pids()
          .forEach(
              (name, pid) ->
                  pids.computeIfAbsent(name.replaceAll("-\\d+$", "s"), group -> new ArrayList<>())
                      .add(pid));
      pids.put("broker", List.of(servers.broker().pid()));
      pids.put("database", servers.database().pids());
      return pids;
    }

    @Override
    public void submit(Way way, int jobs) throws IOException, InterruptedException {
      ExecutorService threads = Executors.newFixedThreadPool(way.connections());
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int from = 0; from < jobs; from += way.atOnce()) {
          int first = from;
          int count = Math.min(way.atOnce(), jobs - from);
          all.add(
              threads.submit(
                  () -> {
                    Instant now = Instant.now();
                    sent.put(
                        way == Way.SINGLES
                            ? services.client().submit(first)
                            : services.client().submitBatch(count),
                        now);
                    return now;
                  }));
        }
        for (Future<?> each : all) {
          each.get();
        }
      } catch (ExecutionException e) {
        throw new IOException("a submission failed", e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }

    @Override
    public boolean idle() throws SQLException {
      return !UnfinishedJobs.any(look);
    }

    @Override
    public Tally tally(int jobs) throws IOException, SQLException {
      SortedMap<String, Long> shares = new TreeMap<>();
      List<Double> millis = new ArrayList<>();
      try (PreparedStatement statement = look.prepareStatement(JOBS)) {
        statement.setObject(1, since);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            if (row.getString("state").equals("SUCCEEDED")) {
              shares.merge(row.getString("worker"), 1L, Long::sum);
              millis.add(millis(row));
            }
          }
        }
      }
      return new Tally(
          jobs,
          millis.size(),
          outcomes(),
          shares,
          millis.isEmpty()
              ? null
              : Distribution.of(millis.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** The distribution of the time of a cycle of this model for one puzzle, in microseconds. */
    Distribution cycleMicros() throws IOException, InterruptedException {
      return services.cycleMicros();
    }

    @Override
    public void close() throws InterruptedException, SQLException {
      look.close();
      services.close();
    }

    /** Measured from the request of the job or of its batch; one machine has only one clock. */
    private double millis(ResultSet job) throws SQLException, IOException {
      String batch = job.getString("batch");
      Instant from = sent.get(batch == null ? job.getString("id") : batch);
      if (from == null) {
        throw new IOException("job " + job.getString("id") + " was submitted by somebody else");
      }
      Instant to = job.getObject("finished_at", OffsetDateTime.class).toInstant();
      return ChronoUnit.MICROS.between(from, to) / 1000.0;
    }

    private long outcomes() throws SQLException {
      try (PreparedStatement statement = look.prepareStatement(OUTCOMES)) {
        statement.setObject(1, since);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getLong("outcomes");
        }
      }
    }
  }
}
