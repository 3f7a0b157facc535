package dev.trm.broker;

import java.io.IOException;
import java.io.Reader;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and controller in one process, on loopback only.
 *
 * <p>Prints {@value #READY} on standard output once it is ready, and logs to the file in the system
 * property {@code trm.broker.log}. Stops when its standard input ends, so that it does not outlive
 * a killed parent. Exit codes: 0 graceful stop; {@value #PORT_TAKEN} another program listens on one
 * of its ports; 1 another failure, which it prints.
 */
public final class SingleNodeBroker {
  /** The system property with a file of broker settings, which override those here. */
  public static final String SETTINGS = "trm.broker.settings";

  /** The environment variable with the password of the only user, {@value #USER}. */
  public static final String PASSWORD = "TRM_BROKER_PASSWORD";

  private static final String USER = "trm";

  /** The line that reports that the broker is ready. */
  public static final String READY = "broker ready";

  /** The exit code when another program listens on one of the broker's ports. */
  public static final int PORT_TAKEN = 3;

  private static final Logger LOG = LoggerFactory.getLogger(SingleNodeBroker.class);

  private SingleNodeBroker() {}

  /**
   * Arguments: the data directory, the broker's port, the controller's port; if clients connect
   * through a proxy, also the proxy's port, and a port for the broker's own connections to itself.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3 && arguments.length != 5) {
      throw new IllegalArgumentException(
          "arguments must be DIRECTORY BROKER-PORT CONTROLLER-PORT [PROXY-PORT OWN-PORT], but were "
              + arguments.length);
    }
    String password = System.getenv(PASSWORD);
    if (password == null || !password.matches("[0-9a-f]+")) {
      throw new IllegalArgumentException(
          "the environment variable " + PASSWORD + " must be a password of hexadecimal digits");
    }
    try {
      serve(password, arguments);
      System.exit(0);
    } catch (Exception e) {
      LOG.error("the broker did not start, or did not stop in order", e);
      end(e);
    }
  }

  private static void serve(String password, String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format(directory);
    }
    Properties settings =
        settings(
            directory, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), password);
    if (arguments.length == 5) {
      settings.putAll(behindProxy(settings, arguments[3], arguments[4]));
    }
    String more = System.getProperty(SETTINGS);
    if (more != null) {
      try (Reader file = Files.newBufferedReader(Path.of(more))) {
        settings.load(file);
      }
    }
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
    System.out.println(READY);
    awaitEndOfInput();
    server.shutdown();
    server.awaitShutdown();
  }

  /** Ends the JVM without shutdown hooks, because threads that Kafka has started would block it. */
  private static void end(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    System.err.println(failure + (cause == failure ? "" : " (" + cause + ")"));
    System.err.flush();
    LogManager.shutdown();
    Runtime.getRuntime().halt(cause instanceof BindException ? PORT_TAKEN : 1);
  }

  private static void format(Path directory) throws Exception {
    new Formatter()
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .run();
  }

  static Properties settings(Path directory, int broker, int controller, String password) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.put(
        "listeners", "CLIENTS://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
    settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + broker);
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listener.security.protocol.map",
        "CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,OWN:SASL_PLAINTEXT");
    // Every local user can reach loopback, and the controller's listener accepts commands too.
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put("sasl.mechanism.controller.protocol", "PLAIN");
    for (String listener : new String[] {"clients", "controller", "own"}) {
      settings.put("listener.name." + listener + ".plain.sasl.jaas.config", login(password));
    }
    settings.put("log.dirs", directory.toString());
    settings.put("num.partitions", "1");
    // Each thread wakes several times a second even when idle; few suffice for clients on one
    // machine.
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("group.coordinator.threads", "1");
    // Allocated at the start, 128 MB by default; this is enough for a 100 MB segment of the
    // compacted topics.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(32 << 20));
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "1");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    // A killed broker stays fenced until its session expires, after 14 s by default.
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "2000");
    // No other broker reads the metadata, so the no-op records every 500 ms have no use.
    settings.put("metadata.max.idle.interval.ms", "10000");
    // A share consumer's first records come with a heartbeat, every 5 s by default; the heartbeats
    // of nine consumers are a large part of an idle system's work.
    settings.put("group.share.min.heartbeat.interval.ms", "4000");
    settings.put("group.share.heartbeat.interval.ms", "4000");
    settings.put("group.share.min.record.lock.duration.ms", "1000");
    // The maximum number of workers of a kind: 200 by default, and Kafka allows at most 1,000. Each
    // has a session in the groups of three priorities, and there are three kinds of workers.
    settings.put("group.share.max.size", "1000");
    settings.put("group.share.max.share.sessions", "9000");
    return settings;
  }

  /** The broker's own login, and the only user that it accepts. */
  private static String login(String password) {
    return ("org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";")
        .formatted(USER, password);
  }

  /** Clients connect through the proxy, but the broker connects to itself directly. */
  private static Properties behindProxy(Properties settings, String proxy, String own) {
    Properties changed = new Properties();
    String ownListener = "OWN://127.0.0.1:" + own;
    changed.put("listeners", settings.getProperty("listeners") + "," + ownListener);
    changed.put("advertised.listeners", "CLIENTS://127.0.0.1:" + proxy + "," + ownListener);
    changed.put("inter.broker.listener.name", "OWN");
    return changed;
  }

  private static void awaitEndOfInput() throws IOException {
    int next;
    do {
      next = System.in.read();
    } while (next >= 0);
  }
}
