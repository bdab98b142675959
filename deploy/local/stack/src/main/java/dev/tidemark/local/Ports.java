package dev.tidemark.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * The stack's ports: free ones chosen at the first start and remembered in a file, so that a
 * restart keeps every address.
 *
 * <p>They are taken from 10000 to 29999, below the ports that Linux and macOS hand to outgoing
 * connections. From those a client that retries a dead service could get the very port it calls,
 * connect to itself, and keep the service from coming back.
 */
final class Ports {
  private static final int FIRST = 10_000;
  private static final int COUNT = 20_000;
  private static final int TRIES = 1_000;

  private final Path file;
  private final Properties ports = new Properties();
  private final SecureRandom random = new SecureRandom();

  private Ports(Path file) {
    this.file = file;
  }

  static Ports in(Path file) throws IOException {
    Ports ports = new Ports(file);
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        ports.ports.load(reader);
      }
    }
    return ports;
  }

  /**
   * The port of that name, checked to be free now.
   *
   * @throws LocalStackException if it is remembered and somebody else holds it
   */
  synchronized int free(String name) throws IOException {
    String known = ports.getProperty(name);
    if (known != null) {
      int port = Integer.parseInt(known.strip());
      if (!isFree(port)) {
        throw new LocalStackException(
            "Port %d, remembered for %s, is taken by another process. End that process, or delete the line \"%s\" of %s to have another port chosen."
                .formatted(port, name, name, file));
      }
      return port;
    }
    int port =
        IntStream.generate(() -> FIRST + random.nextInt(COUNT))
            .limit(TRIES)
            .filter(p -> !ports.containsValue(Integer.toString(p)) && isFree(p))
            .findFirst()
            .orElseThrow(
                () ->
                    new LocalStackException(
                        "No free port was found between %d and %d in %d tries. End some processes that listen there."
                            .formatted(FIRST, FIRST + COUNT - 1, TRIES)));
    ports.setProperty(name, Integer.toString(port));
    try (Writer writer = Files.newBufferedWriter(file)) {
      ports.store(writer, "Ports of this stack. A deleted line is chosen anew.");
    }
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      // Everywhere, not on loopback only: a listener on all addresses would shadow ours for some.
      probe.bind(new InetSocketAddress(port), 1);
    } catch (IOException e) {
      return false;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
