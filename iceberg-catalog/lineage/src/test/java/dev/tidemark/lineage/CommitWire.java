package dev.tidemark.lineage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to a REST catalog on which the requests that commit to {@code shop.orders} can be held
 * back, lost, or answered into nothing. Everything else passes.
 */
final class CommitWire implements AutoCloseable {
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "expect");

  /** A commit that is on the wire until it is let go. */
  static final class Held {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** Waits until the request has come: its sender has read the table and decided. */
    void awaitArrival() throws InterruptedException {
      if (!arrived.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("No commit came within a minute.");
      }
    }

    /** Lets it go on. */
    void release() {
      release.countDown();
    }
  }

  private interface Fate {
    void of(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;
  }

  private final URI catalog;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Fate> fates = new ConcurrentLinkedQueue<>();
  private final AtomicInteger delivered = new AtomicInteger();

  CommitWire(URI catalog) throws IOException {
    this.catalog = catalog;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Where a client connects. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next commit waits on the wire. */
  Held holdNext() {
    Held held = new Held();
    fates.add(
        (exchange, body) -> {
          held.arrived.countDown();
          held.release.await();
          pass(exchange, body);
        });
    return held;
  }

  /** The next commit passes; gives what it said. */
  CompletableFuture<String> overhearNext() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    fates.add(
        (exchange, body) -> {
          heard.complete(new String(body, StandardCharsets.UTF_8));
          pass(exchange, body);
        });
    return heard;
  }

  /** The next commit arrives, its answer does not. */
  void loseNextAnswer() {
    fates.add(
        (exchange, body) -> {
          forward(exchange, body);
          exchange.close();
        });
  }

  /** The next commit does not arrive, and the sender sees the connection break. */
  void loseNextRequest() {
    fates.add((exchange, body) -> exchange.close());
  }

  /** The next commit arrives when it is let go; its sender sees the connection break at once. */
  Held delayNextPastItsSender() {
    Held held = new Held();
    fates.add(
        (exchange, body) -> {
          var late = request(exchange, body);
          exchange.close();
          held.arrived.countDown();
          held.release.await();
          client.send(late, HttpResponse.BodyHandlers.ofByteArray());
          delivered.incrementAndGet();
        });
    return held;
  }

  /** How many delayed commits have been delivered. */
  int lateDeliveries() {
    return delivered.get();
  }

  /** The next commit is delivered twice, and the sender gets the answer to the second delivery. */
  void deliverNextTwice() {
    deliverNextTwice(() -> {});
  }

  /** The same, with something happening in between. */
  void deliverNextTwice(Between between) {
    fates.add(
        (exchange, body) -> {
          forward(exchange, body);
          between.happens();
          pass(exchange, body);
        });
  }

  /** What happens between two deliveries of a commit. */
  interface Between {
    void happens() throws InterruptedException;
  }

  /** The next commit arrives, and the sender is told that it must not do that. */
  void forbidNextAfterDelivery() {
    fates.add(
        (exchange, body) -> {
          forward(exchange, body);
          byte[] answer =
              "{\"error\":{\"message\":\"token expired\",\"type\":\"ForbiddenException\",\"code\":403}}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(403, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fate fate = isCommit(exchange) ? fates.poll() : null;
      if (fate == null) {
        pass(exchange, body);
      } else {
        fate.of(exchange, body);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      exchange.close();
    } catch (UncheckedIOException | IOException broken) {
      exchange.close();
    }
  }

  private static boolean isCommit(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("POST")
        && exchange.getRequestURI().getPath().endsWith("/namespaces/shop/tables/orders");
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = forward(exchange, body);
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name) && !name.startsWith(":")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
              }
            });
    boolean empty = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
    exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : answer.body().length);
    if (!empty) {
      exchange.getResponseBody().write(answer.body());
    }
    exchange.close();
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    return client.send(request(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest request(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(catalog.resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return request.build();
  }
}
