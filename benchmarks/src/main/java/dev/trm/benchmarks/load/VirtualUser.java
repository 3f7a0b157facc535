package dev.trm.benchmarks.load;

import dev.trm.benchmarks.load.HistoryEntry.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** A simulated user: a seeded mix of all requests, mostly about its own jobs. */
final class VirtualUser {
  private static final Duration WAIT = Duration.ofSeconds(4);
  private static final Duration FOLLOW = Duration.ofSeconds(60);
  private static final int STUBBORN = 40;
  private static final int SHORTEST_PAUSE_MILLIS = 100;
  private static final int LONGEST_PAUSE_MILLIS = 700;
  private static final int REMEMBERED = 50;

  private final Client client;
  private final Requests requests;
  private final Random random;
  private final BooleanSupplier stops;
  private final List<String> own = new ArrayList<>();

  VirtualUser(Client client, Requests requests, Random random, BooleanSupplier stops) {
    this.client = client;
    this.requests = requests;
    this.random = random;
    this.stops = stops;
  }

  void run() throws InterruptedException {
    while (!stops.getAsBoolean()) {
      act(random.nextInt(100));
      Thread.sleep(
          SHORTEST_PAUSE_MILLIS + random.nextInt(LONGEST_PAUSE_MILLIS - SHORTEST_PAUSE_MILLIS));
    }
  }

  private void act(int choice) throws InterruptedException {
    if (choice < 30) {
      submit(requests.solve(true, WAIT));
    } else if (choice < 50) {
      submit(requests.solve(true, Duration.ZERO));
    } else if (choice < 58) {
      // Without an idempotency key a retry is not safe.
      remember(client.ask(requests.solve(false, Duration.ZERO), 1));
    } else if (choice < 68) {
      submit(requests.batch(5 + random.nextInt(40)));
    } else if (choice < 71) {
      submit(requests.training(random));
    } else if (choice < 84) {
      cancelSoon();
    } else if (choice < 90) {
      retryAnOldOne();
    } else if (choice < 95) {
      submitTwice();
    } else {
      follow();
    }
  }

  /**
   * Retries until the effect is certain; one time in ten the user gives up after the first missing
   * answer.
   */
  private Answer submit(Request request) throws InterruptedException {
    Answer answer = client.ask(request, random.nextInt(10) == 0 ? 1 : STUBBORN);
    remember(answer);
    return answer;
  }

  private void submitTwice() throws InterruptedException {
    Request request = requests.solve(true, Duration.ZERO);
    submit(request);
    client.ask(request, STUBBORN);
  }

  private void cancelSoon() throws InterruptedException {
    Request request =
        random.nextInt(4) == 0 ? requests.training(random) : requests.solve(true, Duration.ZERO);
    Answer answer = submit(request);
    if (answer.acknowledged() && answer.id() != null) {
      Thread.sleep(random.nextInt(300));
      client.ask(requests.cancel(answer.id()), STUBBORN);
    }
  }

  private void retryAnOldOne() throws InterruptedException {
    if (!own.isEmpty()) {
      remember(client.ask(requests.retry(own.get(random.nextInt(own.size()))), STUBBORN));
    }
  }

  private void follow() throws InterruptedException {
    if (!own.isEmpty()) {
      client.follow(requests.follow(own.get(random.nextInt(own.size()))), FOLLOW);
    }
  }

  private void remember(Answer answer) {
    String id = answer.id();
    if (answer.acknowledged() && id != null && answer.state() != null) {
      own.add(id);
      if (own.size() > REMEMBERED) {
        own.remove(0);
      }
    }
  }
}
