package dev.tidemark.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.function.IntPredicate;

/** Readiness by the service's own protocol: an open port answers nobody yet. */
final class Probe {
  private static final int TIMEOUT_MS = 2_000;

  private Probe() {}

  /** Ready when a GET answers with a fitting status. */
  static ReadyCheck http(URI uri, IntPredicate status) {
    return () -> {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      try {
        int code = connection.getResponseCode();
        if (!status.test(code)) {
          throw new IOException(uri + " answers " + code);
        }
        return true;
      } finally {
        connection.disconnect();
      }
    };
  }

  /**
   * Ready when Kafka's metadata names a broker: its port opens earlier, but until the controller
   * unfences the broker no topic can be created.
   *
   * <p>The request is Metadata (key 3) version 1 of Kafka's protocol guide, for no topics; the
   * answer begins with a correlation id and the list of brokers.
   */
  static ReadyCheck kafka(int port) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(14); // bytes that follow
        out.writeShort(3); // Metadata
        out.writeShort(1); // version
        out.writeInt(1); // correlation id
        out.writeShort(-1); // no client id
        out.writeInt(0); // no topics
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readInt(); // size
        in.readInt(); // correlation id
        if (in.readInt() == 0) {
          throw new IOException("its broker has not joined its controller");
        }
        return true;
      }
    };
  }
}
