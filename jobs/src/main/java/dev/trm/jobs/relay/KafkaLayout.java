package dev.trm.jobs.relay;

import dev.trm.jobs.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics and share groups this system needs; making them again changes nothing. */
public final class KafkaLayout {
  /** Of one question; whoever asks tries again. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final KafkaClients clients;

  public KafkaLayout(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * Makes what is missing, with the broker's default partitions and replication.
   *
   * @throws ExecutionException if the broker refuses or does not answer within seconds
   */
  public void ensure() throws ExecutionException, InterruptedException {
    Admin admin = clients.admin(PATIENCE);
    try {
      topics(admin);
      groups(admin);
    } finally {
      // Closing waits for what is unanswered.
      admin.close(Duration.ZERO);
    }
  }

  private static void topics(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    List<NewTopic> missing = new ArrayList<>();
    List<String> topics = new ArrayList<>(JobTopics.jobs());
    topics.add(JobTopics.EVENTS);
    for (String topic : topics) {
      if (!present.contains(topic)) {
        missing.add(new NewTopic(topic, Optional.empty(), Optional.empty()));
      }
    }
    try {
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Share groups start at the end of a topic by default; jobs published before must count. */
  private static void groups(Admin admin) throws ExecutionException, InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
    for (String group : JobTopics.jobs()) {
      settings.put(
          new ConfigResource(ConfigResource.Type.GROUP, group),
          List.of(
              new AlterConfigOp(
                  new ConfigEntry("share.auto.offset.reset", "earliest"),
                  AlterConfigOp.OpType.SET)));
    }
    admin.incrementalAlterConfigs(settings).all().get();
  }
}
