package dev.tidemark.tests.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A wire to an HTTP server of this machine that loses answers: the request arrives and is carried
 * out, and in place of the answer its sender sees the connection end.
 *
 * <p>Each request gets a connection of its own, by {@code Connection: close}; so nothing but heads
 * must be understood. Signed requests stay valid: that header is never signed.
 */
final class LosingWire implements AutoCloseable {
  /** Decides about a request's answer; asked once for each request, from many threads. */
  interface Loss {
    /**
     * @param method of the request
     * @param path of the request, its query included
     */
    boolean takes(String method, String path);
  }

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final URI server;
  private final Loss loss;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  LosingWire(URI server, Loss loss) throws IOException {
    this.server = server;
    this.loss = loss;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** What to write where the server's address would be, its path included. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + server.getPath());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> carry(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void carry(Socket client) {
    try (client;
        Socket there = new Socket(server.getHost(), server.getPort())) {
      open.add(there);
      InputStream request = new BufferedInputStream(client.getInputStream());
      String head = head(request);
      if (head.isEmpty()) {
        return;
      }
      there.getOutputStream().write(closing(head).getBytes(StandardCharsets.ISO_8859_1));
      threads.execute(() -> pass(request, there));
      String[] line = head.split(" ", 3);
      if (loss.takes(line[0], line[1])) {
        swallow(new BufferedInputStream(there.getInputStream()), client.getOutputStream());
      } else {
        there.getInputStream().transferTo(client.getOutputStream());
      }
      open.remove(there);
    } catch (IOException broken) {
      // Either side has gone; the other sees the connection end.
    } finally {
      open.remove(client);
    }
  }

  /** The body, or nothing; it ends with the connection. */
  private static void pass(InputStream request, Socket there) {
    try {
      request.transferTo(there.getOutputStream());
    } catch (IOException ended) {
      // By the answer.
    }
  }

  /** Passes on what asks for the rest of the request, and nothing that answers it. */
  private static void swallow(InputStream answer, OutputStream client) throws IOException {
    String head = head(answer);
    while (head.startsWith("HTTP/1.1 1")) {
      client.write(head.getBytes(StandardCharsets.ISO_8859_1));
      head = head(answer);
    }
    answer.transferTo(OutputStream.nullOutputStream());
  }

  private static String closing(String head) {
    return head.replaceAll("(?i)\r\nconnection:[^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  /** All up to the empty line, with it; empty if the connection ends before. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next == -1) {
        return "";
      }
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
