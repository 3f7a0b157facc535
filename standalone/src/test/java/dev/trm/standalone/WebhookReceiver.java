package dev.trm.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks on loopback that stores all messages. */
final class WebhookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final BeforeAnswer beforeAnswer;
  private final List<Message> received = new CopyOnWriteArrayList<>();

  /** A message, without the parts that differ between delivery attempts. */
  record Message(String id, String body) {}

  /** Called after a message has arrived and before it is answered. */
  interface BeforeAnswer {
    /**
     * @param times number of messages so far, including this one
     */
    void act(int times) throws InterruptedException;
  }

  WebhookReceiver(BeforeAnswer beforeAnswer) throws IOException {
    this.beforeAnswer = beforeAnswer;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  List<Message> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      received.add(new Message(exchange.getRequestHeaders().getFirst("webhook-id"), body));
      beforeAnswer.act(received.size());
      exchange.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
