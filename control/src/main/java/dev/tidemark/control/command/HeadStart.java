package dev.tidemark.control.command;

import java.util.Set;
import javax.net.ssl.SSLContext;
import org.sqlite.SQLiteJDBCLoader;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What commands that read tables wait for anyway, begun by another thread while this one makes
 * sense of the arguments: Hadoop's configuration, the JDK's certificates, which every HTTP client
 * reads, the local catalog's native library, and the classes of an S3 client, which is made and
 * thrown away. A command that turns out not to need it has lost nothing; one that needs it and
 * cannot have it finds out itself.
 */
final class HeadStart {
  private static final Set<String> READING =
      Set.of(
          "history",
          "show",
          "status",
          "runs",
          "exclusions",
          "horizon",
          "promote",
          "undo",
          "hold",
          "rollback",
          "retire");

  private HeadStart() {}

  static void give(String... arguments) {
    if (arguments.length > 0 && READING.contains(arguments[0])) {
      Thread thread = new Thread(HeadStart::run, "head-start");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void run() {
    try {
      // S3FileIO asks for its statistics, and it reads Hadoop's configuration first.
      Class.forName("org.apache.hadoop.fs.FileSystem");
      SSLContext.getDefault();
      SQLiteJDBCLoader.initialize();
      S3Client.builder()
          .region(Region.US_EAST_1)
          .credentialsProvider(AnonymousCredentialsProvider.create())
          .httpClient(UrlConnectionHttpClient.create())
          .build()
          .close();
    } catch (Exception later) {
      // Whoever needs it will say so.
    }
  }
}
