package dev.tidemark.control.command;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.aws.AwsClientFactory;
import org.apache.iceberg.aws.S3FileIOAwsClientFactories;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What commands that read tables do anyway, done by other threads while this one makes sense of the
 * arguments: they open the catalog, load the table and throw both away. What takes long in a young
 * process is the first time, whatever the catalog and its storage are: their classes, native
 * libraries, certificates and configuration. The command then does the same again, in a tenth of
 * the time. What fails here fails there too, and is said there.
 */
final class HeadStart {
  private static final Set<String> READING =
      Set.of(
          "history",
          "show",
          "status",
          "runs",
          "exclusions",
          "erase",
          "horizon",
          "promote",
          "undo",
          "hold",
          "rollback",
          "retire");

  private HeadStart() {}

  static void give(String... arguments) {
    if (arguments.length > 0 && READING.contains(arguments[0])) {
      begin(() -> openStorage(arguments));
      begin(() -> loadTable(arguments));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | RuntimeException later) {
                // Whoever needs it will say so.
              }
            },
            "head-start");
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes a client for S3, beside {@link #loadTable}, which has a database to open first. */
  private static void openStorage(String... arguments) {
    Map<String, String> properties =
        TableArgument.catalogProperties(StackOptions.in(arguments).environmentIfThere());
    if (S3FileIO.class.getName().equals(properties.get(CatalogProperties.FILE_IO_IMPL))) {
      Object clients = S3FileIOAwsClientFactories.initialize(properties);
      S3Client client =
          clients instanceof S3FileIOAwsClientFactory plain
              ? plain.s3()
              : ((AwsClientFactory) clients).s3();
      client.close();
    }
  }

  private static void loadTable(String... arguments) throws IOException {
    Environment environment = StackOptions.in(arguments).environmentIfThere();
    Catalog catalog = TableArgument.catalog(environment);
    try {
      catalog.loadTable(table(catalog, arguments));
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  /** The one that the command is about; any, if it is about all. */
  private static TableIdentifier table(Catalog catalog, String... arguments) {
    if (arguments.length > 1 && !arguments[1].startsWith("-")) {
      return TableArgument.identifier(TableArgument.name(arguments[1]));
    }
    if (catalog instanceof SupportsNamespaces tree) {
      return tree.listNamespaces().stream()
          .flatMap(namespace -> catalog.listTables(namespace).stream())
          .findFirst()
          .orElseThrow(() -> new CommandFailure("There is no table."));
    }
    throw new CommandFailure("The catalog does not tell its tables.");
  }
}
