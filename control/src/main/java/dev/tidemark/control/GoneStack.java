package dev.tidemark.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out at once what clients would find out after half a minute: that a stack was killed and
 * could not take back its addresses. It is gone if all of them are on this machine and each refuses
 * connections. Where anything is on another machine, or answers, the clients have to find out.
 *
 * @param fact that it is gone, a sentence without its end
 * @param next what to do
 */
public record GoneStack(String fact, String next) {
  private static final int PATIENCE_MILLIS = 300;
  private static final List<String> ADDRESSES =
      List.of(
          "bootstrap-servers",
          "registry-url",
          "catalog.s3.endpoint",
          "catalog.uri",
          "flink.rest-url");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:://|^|,)(\\[[^]]+]|[^/:,?\\[]+)(?::(\\d+))?(?=[/,?]|$)");
  private static final Pattern THIS_MACHINE = Pattern.compile("127\\..*|localhost|\\[::1]");

  /** Fact and next step. */
  public String sentence() {
    return fact + ". " + next;
  }

  /** What is gone; empty if it is there, or if there never was one. */
  public static Optional<GoneStack> in(Environment environment) {
    if (!environment.under("catalog.").isEmpty() && environment.get("catalog.uri").isEmpty()) {
      // A catalog without an address, such as a cloud's: no stack of `tidemark up`.
      return Optional.empty();
    }
    Map<String, InetSocketAddress> addresses = new TreeMap<>();
    for (String key : ADDRESSES) {
      Matcher found = HOST_AND_PORT.matcher(environment.get(key).orElse(""));
      while (found.find()) {
        if (found.group(2) == null || !THIS_MACHINE.matcher(found.group(1)).matches()) {
          return Optional.empty();
        }
        int port = Integer.parseInt(found.group(2));
        addresses.put(
            key + " " + found.group(1) + ":" + port, new InetSocketAddress(found.group(1), port));
      }
    }
    if (addresses.isEmpty() || !addresses.values().stream().allMatch(GoneStack::refuses)) {
      return Optional.empty();
    }
    String silent = String.join(", ", addresses.keySet());
    return Optional.of(
        environment.isOwnStack()
            ? new GoneStack(
                "The stack of %s is gone: nothing listens at %s, which %s names"
                    .formatted(environment.folder(), silent, environment.namedBy()),
                "Start it again with `tidemark up`; its data are there.")
            : new GoneStack(
                "Nothing listens at %s, which %s names".formatted(silent, environment.namedBy()),
                "Start what should, or correct the addresses there."));
  }

  private static boolean refuses(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException unclear) {
      return false;
    }
  }
}
