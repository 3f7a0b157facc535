package dev.trm.benchmarks.latency;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Clients that occupy connections: some send one byte of a body each second, others request long
 * responses and do not read them. A dropped client reconnects. One thread drives all of them.
 */
final class SlowClients implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SlowClients.class);
  private static final long PAUSE_MILLIS = 1000;
  private static final int RECEIVE_BUFFER = 4096;

  /** Requests on a connection, which the gateway answers one after another. */
  private static final int REQUESTS = 10;

  /** Servers ignore it between requests; sending it shows whether the connection is open. */
  private static final String NOTHING = "\r\n";

  private final InetSocketAddress gateway;
  private final String key;
  private final String batch;
  private final List<Client> slow = new ArrayList<>();
  private final List<Client> unread = new ArrayList<>();
  private final Thread thread = new Thread(this::move, "slow-clients");
  private volatile boolean closed;
  private volatile int reconnected;
  private volatile int leastSlow = Integer.MAX_VALUE;
  private volatile int leastUnread = Integer.MAX_VALUE;

  /**
   * @param key for the clients that do not read
   * @param batch whose results they request
   */
  SlowClients(URI gateway, String key, String batch) {
    this.gateway = new InetSocketAddress(gateway.getHost(), gateway.getPort());
    this.key = key;
    this.batch = batch;
  }

  /** Connects clients of both kinds and keeps them connected. */
  void start(int slowOnes, int unreadOnes) throws IOException {
    for (int i = 0; i < slowOnes; i++) {
      slow.add(new Client(slowRequest(i), true));
    }
    for (int i = 0; i < unreadOnes; i++) {
      unread.add(new Client(unreadRequest(i).repeat(REQUESTS), false));
    }
    for (Client client : all()) {
      client.connect();
    }
    thread.start();
  }

  /** The minimum number of connected slow senders. */
  int leastSlow() {
    return leastSlow;
  }

  /** The minimum number of connected clients that do not read. */
  int leastUnread() {
    return leastUnread;
  }

  /** The number of reconnections. */
  int reconnected() {
    return reconnected;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    all().forEach(Client::disconnect);
  }

  private List<Client> all() {
    List<Client> all = new ArrayList<>(slow);
    all.addAll(unread);
    return all;
  }

  private void move() {
    try {
      while (!closed) {
        Thread.sleep(PAUSE_MILLIS);
        for (Client client : all()) {
          client.move();
        }
        leastSlow = Math.min(leastSlow, connected(slow));
        leastUnread = Math.min(leastUnread, connected(unread));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int connected(List<Client> clients) {
    return (int) clients.stream().filter(Client::isConnected).count();
  }

  /** Half of the requests have no key, on paths whose body authenticates the client. */
  private String slowRequest(int number) {
    String signature = "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n";
    return switch (number % 4) {
      case 0 -> post("/v1/session", "application/json", "");
      case 1 -> post("/v1/hooks/ci/none", "application/json", signature);
      case 2 -> post("/v1/solve-jobs", "application/json", authorization());
      default -> post("/v1/solve-jobs/batch", "application/x-ndjson", authorization());
    };
  }

  private String unreadRequest(int number) {
    String path = number % 2 == 0 ? "/v1/batches/" + batch + "/results" : "/v1/exports/events";
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + authorization() + "\r\n";
  }

  private static String post(String path, String type, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        + type
        + "\r\nContent-Length: 4000\r\n"
        + headers
        + "\r\n";
  }

  private String authorization() {
    return "Authorization: Bearer " + key + "\r\n";
  }

  /** One connection, which is reopened when the gateway closes it. */
  private final class Client {
    private final byte[] request;
    private final boolean reads;
    private ByteBuffer left = ByteBuffer.allocate(0);
    private SocketChannel channel;

    Client(String request, boolean reads) throws IOException {
      this.channel = SocketChannel.open();
      this.request = request.getBytes(StandardCharsets.ISO_8859_1);
      this.reads = reads;
    }

    void connect() throws IOException {
      if (!channel.isOpen()) {
        channel = SocketChannel.open();
      }
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.connect(gateway);
      channel.configureBlocking(false);
      left = ByteBuffer.wrap(request);
      channel.write(left);
    }

    boolean isConnected() {
      return channel.isOpen() && channel.isConnected();
    }

    /** Sends a byte; a slow sender also reads, to notice a rejection. */
    void move() {
      try {
        if (!left.hasRemaining()) {
          left = ByteBuffer.wrap((reads ? "1" : NOTHING).getBytes(StandardCharsets.ISO_8859_1));
        }
        channel.write(left);
        if (reads && channel.read(ByteBuffer.allocate(RECEIVE_BUFFER)) < 0) {
          throw new IOException("refused");
        }
      } catch (IOException dropped) {
        again();
      }
    }

    private void again() {
      disconnect();
      reconnected++;
      try {
        connect();
      } catch (IOException e) {
        LOG.debugf("connecting again failed, tried again in a second: %s", e.getMessage());
      }
    }

    void disconnect() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debugf("a connection cannot be closed: %s", e.getMessage());
      }
    }
  }
}
