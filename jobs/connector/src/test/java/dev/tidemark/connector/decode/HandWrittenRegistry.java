package dev.tidemark.connector.decode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.definition.Source;
import dev.tidemark.lineage.Exclusion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry as decode sees it, which knows and fails what a test wants; and decoders that
 * ask it.
 */
final class HandWrittenRegistry implements AutoCloseable {
  final Map<Integer, String> schemas = new ConcurrentHashMap<>();

  /** How often it was asked. */
  final AtomicInteger asked = new AtomicInteger();

  /** How many of the next questions it answers with 503. */
  final AtomicInteger failures = new AtomicInteger();

  /** What it says about a schema that it does not know. */
  String notFound = "{\"error_code\": 40403, \"message\": \"Schema not found\"}";

  private final HttpServer server;

  private HandWrittenRegistry(HttpServer server) {
    this.server = server;
  }

  /** Knows the schema of {@link Lines} as 7. */
  static HandWrittenRegistry start() throws IOException {
    var registry =
        new HandWrittenRegistry(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    registry.server.createContext("/schemas/ids/", registry::answer);
    registry.server.start();
    registry.schemas.put(7, Lines.WRITTEN.toString());
    return registry;
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    String schema = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
    int status = failures.getAndDecrement() > 0 ? 503 : schema == null ? 404 : 200;
    byte[] body =
        (status == 200
                ? "{\"schema\": %s}".formatted(quoted(schema))
                : status == 404 ? notFound : "{}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  Intake decode(SourceRow shape, byte[] value) throws Exception {
    Decoder decoder = new Decoder(Lines.contract(), shape, url(), List.of());
    return decodeAll(decoder, Collections.singletonList(value)).get(0);
  }

  Intake decode(Source source, byte @Nullable [] value) throws Exception {
    return decodeAll(source, Collections.singletonList(value)).get(0);
  }

  List<Intake> decodeAll(Source source, List<byte[]> values) throws Exception {
    return decodeAll(decoder(source, List.of()), values);
  }

  Decoder decoder(Source source, List<Exclusion> exclusions) {
    return new Decoder(source, url(), exclusions);
  }

  static List<Intake> decodeAll(Decoder decoder, List<byte[]> values) throws Exception {
    decoder.open(null);
    List<Intake> out = new ArrayList<>();
    for (byte[] value : values) {
      decoder.deserialize(Lines.consumed(value), into(out));
    }
    return out;
  }

  private static Collector<Intake> into(List<Intake> out) {
    return new Collector<>() {
      @Override
      public void collect(Intake intake) {
        out.add(intake);
      }

      @Override
      public void close() {}
    };
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String quoted(String schema) {
    return "\"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
