package dev.trm.jobs.relay;

import dev.trm.jobs.store.ApiKeys;
import dev.trm.jobs.store.Batches;
import dev.trm.jobs.store.DatabaseClock;
import dev.trm.jobs.store.Datasets;
import dev.trm.jobs.store.Deeds;
import dev.trm.jobs.store.IdempotencyKeys;
import dev.trm.jobs.store.JobListener;
import dev.trm.jobs.store.JobStore;
import dev.trm.jobs.store.ModelRegistry;
import dev.trm.jobs.store.OperatorActions;
import dev.trm.jobs.store.PostgresJobStore;
import dev.trm.jobs.store.PostgresModelRegistry;
import dev.trm.jobs.store.PostgresRunStore;
import dev.trm.jobs.store.QueueCounts;
import dev.trm.jobs.store.QueuePace;
import dev.trm.jobs.store.QueuePauses;
import dev.trm.jobs.store.QueueStates;
import dev.trm.jobs.store.Recipes;
import dev.trm.jobs.store.RetryPolicy;
import dev.trm.jobs.store.RunContinuations;
import dev.trm.jobs.store.RunStore;
import dev.trm.jobs.store.Schedules;
import dev.trm.jobs.store.Sweeps;
import dev.trm.jobs.store.VoteTables;
import dev.trm.jobs.store.WebSessions;
import dev.trm.jobs.store.WebhookDeliveries;
import dev.trm.jobs.store.Webhooks;
import dev.trm.jobs.store.WorkerDrains;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Puts the stores on the application's data source. */
@Dependent
class StoreBeans {
  /** The clock of this process, wherever a time is stored or compared. */
  @Produces
  @Singleton
  DatabaseClock clock(DataSource source) {
    return new DatabaseClock(source);
  }

  @Produces
  @Singleton
  JobStore jobStore(DataSource source, RelayConfig config, @Any Instance<JobListener> listeners) {
    RetryPolicy policy =
        new RetryPolicy(config.maxAttempts(), config.maxCrashes(), config.firstPause());
    return new PostgresJobStore(source, policy, listeners);
  }

  @Produces
  @Singleton
  RunStore runStore(DataSource source, JobStore jobs) {
    return new PostgresRunStore(source, jobs);
  }

  @Produces
  @Singleton
  ModelRegistry modelRegistry(DataSource source) {
    return new PostgresModelRegistry(source);
  }

  @Produces
  @Singleton
  OperatorActions operatorActions(DataSource source) {
    return new OperatorActions(source);
  }

  @Produces
  @Singleton
  ApiKeys apiKeys(DataSource source) {
    return new ApiKeys(source);
  }

  @Produces
  @Singleton
  WebSessions webSessions(DataSource source) {
    return new WebSessions(source);
  }

  @Produces
  @Singleton
  QueueStates queueStates(DataSource source) {
    return new QueueStates(source);
  }

  @Produces
  @Singleton
  QueuePauses queuePauses(DataSource source) {
    return new QueuePauses(source);
  }

  @Produces
  @Singleton
  Schedules schedules(DataSource source, @Any Instance<JobListener> listeners) {
    return new Schedules(source, listeners);
  }

  @Produces
  @Singleton
  Sweeps sweeps(DataSource source, @Any Instance<JobListener> listeners) {
    return new Sweeps(source, listeners);
  }

  @Produces
  @Singleton
  RunContinuations runContinuations(DataSource source, @Any Instance<JobListener> listeners) {
    return new RunContinuations(source, listeners);
  }

  @Produces
  @Singleton
  Recipes recipes(DataSource source, @Any Instance<JobListener> listeners) {
    return new Recipes(source, listeners);
  }

  @Produces
  @Singleton
  WorkerDrains workerDrains(DataSource source) {
    return new WorkerDrains(source);
  }

  @Produces
  @Singleton
  IdempotencyKeys idempotencyKeys(DataSource source) {
    return new IdempotencyKeys(source);
  }

  @Produces
  @Singleton
  Deeds deeds(DataSource source) {
    return new Deeds(source);
  }

  @Produces
  @Singleton
  Batches batches(DataSource source) {
    return new Batches(source);
  }

  @Produces
  @Singleton
  Datasets datasets(DataSource source) {
    return new Datasets(source);
  }

  @Produces
  @Singleton
  VoteTables voteTables(DataSource source) {
    return new VoteTables(source);
  }

  @Produces
  @Singleton
  QueueCounts queueCounts(DataSource source) {
    return new QueueCounts(source);
  }

  @Produces
  @Singleton
  QueuePace queuePace(DataSource source) {
    return new QueuePace(source);
  }

  @Produces
  @Singleton
  Webhooks webhooks(DataSource source) {
    return new Webhooks(source);
  }

  @Produces
  @Singleton
  WebhookDeliveries webhookDeliveries(DataSource source) {
    return new WebhookDeliveries(source);
  }
}
