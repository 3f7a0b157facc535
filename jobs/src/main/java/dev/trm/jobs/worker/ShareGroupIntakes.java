package dev.trm.jobs.worker;

import dev.trm.jobs.JobKind;
import dev.trm.jobs.kafka.BrokerWatch;
import dev.trm.jobs.kafka.KafkaClients;
import dev.trm.jobs.relay.KafkaLayout;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.WorkerProcess;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Opens intakes on the application's Kafka and database. */
@ApplicationScoped
class ShareGroupIntakes implements WorkerIntakes {
  private final JobStore jobs;
  private final WorkerConfig config;
  private final KafkaClients clients;
  private final BrokerWatch broker;
  private final Isolation isolation = new Isolation();

  /** One for all kinds: rescue takes what one process held together for one crash. */
  private final String process = processName();

  @Inject
  ShareGroupIntakes(
      JobStore jobs, WorkerConfig config, KafkaClients clients, MeterRegistry meters) {
    Heartbeat.check(config);
    this.jobs = jobs;
    this.config = config;
    this.clients = clients;
    this.broker = new BrokerWatch(new KafkaLayout(clients)::ensure);
    Gauge.builder("trm.kafka.reachable", broker, watch -> watch.reachable() ? 1 : 0)
        .description("Whether this process reaches Kafka")
        .tag("client", "intake")
        .register(meters);
  }

  @Override
  public WorkerIntake open(JobKind kind, int capacity, JobSink sink) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " is less than 1");
    }
    String worker = WorkerProcess.worker(kind, config.name().orElse(process));
    new CrashReports(config.crashReports(), jobs).hand(ShareGroupIntakes::names);
    ShareGroupIntake intake =
        new ShareGroupIntake(
            worker, kind, capacity, sink, jobs, config, clients, broker, isolation);
    intake.start();
    return intake;
  }

  @PreDestroy
  void close() {
    broker.close();
  }

  /** Never the same twice, so that a restarted worker does not pass for its predecessor. */
  private static String processName() {
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()).substring(4);
    return processName(ProcessHandle.current().pid()) + random;
  }

  private static String processName(long pid) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unnamed-host";
    }
    return host + "-" + pid + "-";
  }

  /** How the workers of a process of this machine begin that nobody has named. */
  private static List<String> names(long pid) {
    return Arrays.stream(JobKind.values())
        .map(kind -> WorkerProcess.worker(kind, processName(pid)))
        .toList();
  }
}
