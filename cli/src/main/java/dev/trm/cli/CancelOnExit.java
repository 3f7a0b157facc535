package dev.trm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trm.cli.console.Console;
import dev.trm.cli.gateway.Gateway;
import dev.trm.cli.gateway.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cancels what a command has submitted and not finished when the process is ended by Ctrl-C or
 * another signal. A submission that is under way is waited for: only its answer names the jobs.
 */
final class CancelOnExit implements AutoCloseable {
  private static final long LONGEST_SUBMISSION_SECONDS = 10;

  private final Gateway gateway;
  private final Console console;
  private final Thread hook = new Thread(this::cancel, "cancel-on-exit");
  private final ReentrantLock submitting = new ReentrantLock();
  private final Set<String> batches = new LinkedHashSet<>();
  private final Set<String> jobs = new LinkedHashSet<>();
  private volatile boolean stopped;

  /** Submits something. */
  interface Submission {
    JsonNode submit() throws GatewayException, InterruptedException;
  }

  CancelOnExit(Gateway gateway, Console console) {
    this.gateway = gateway;
    this.console = console;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Submits a batch. */
  JsonNode batch(Submission submission) throws GatewayException, InterruptedException {
    return submit(submission, batches);
  }

  /** Submits a job. */
  JsonNode job(Submission submission) throws GatewayException, InterruptedException {
    return submit(submission, jobs);
  }

  private JsonNode submit(Submission submission, Set<String> ids)
      throws GatewayException, InterruptedException {
    submitting.lockInterruptibly();
    try {
      requireRunning();
      JsonNode submitted = submission.submit();
      ids.add(submitted.path("id").asText());
      return submitted;
    } finally {
      submitting.unlock();
    }
  }

  /** All jobs of a batch, or a job, have ended. */
  void finished(String id) {
    submitting.lock();
    try {
      batches.remove(id);
      jobs.remove(id);
    } finally {
      submitting.unlock();
    }
  }

  /**
   * @throws InterruptedException if the process is being ended
   */
  void requireRunning() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException("the process is being ended");
    }
  }

  private void cancel() {
    stopped = true;
    try {
      if (!submitting.tryLock(LONGEST_SUBMISSION_SECONDS, TimeUnit.SECONDS)) {
        console.note("trm: a submission is still under way; its jobs may not be cancelled");
        return;
      }
      List<String> open = new ArrayList<>(batches);
      int cancelled = 0;
      for (String batch : open) {
        cancelled += cancel(batch, "QUEUED") + cancel(batch, "RUNNING");
      }
      for (String job : jobs) {
        gateway.post("/v1/jobs/" + job + "/cancel", JsonNodeFactory.instance.objectNode(), "");
        cancelled++;
      }
      if (!open.isEmpty() || !jobs.isEmpty()) {
        console.note("trm: cancelled " + SolveReport.count(cancelled, "job"));
      }
    } catch (GatewayException e) {
      console.note("trm: not everything was cancelled: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int cancel(String batch, String state) throws GatewayException, InterruptedException {
    int cancelled = 0;
    String cursor = "";
    do {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("state", state).put("batch", batch).put("limit", 1000);
      if (!cursor.isEmpty()) {
        body.put("cursor", cursor);
      }
      JsonNode answer = gateway.post("/v1/jobs/cancel", body, "");
      cancelled += answer.path("done").asInt();
      cursor = answer.path("next").asText("");
    } while (!cursor.isEmpty());
    return cancelled;
  }

  @Override
  public void close() {
    if (!stopped) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
