package dev.tidemark.local.rest;

import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/**
 * Serves a catalog by Iceberg's REST protocol, with the adapter of Iceberg's own tests: {@code
 * RestCatalogServer <port> <properties file of the catalog behind it>}.
 *
 * <p>Iceberg's own main for this listens on every address of the machine, this one on 127.0.0.1.
 * For tests: it asks nobody for a password.
 */
public final class RestCatalogServer {
  private RestCatalogServer() {}

  /** Serves until killed. */
  public static void main(String[] args) throws Exception {
    Map<String, String> behind = read(Path.of(args[1]));
    RESTCatalogAdapter adapter =
        new RESTCatalogAdapter(CatalogUtil.buildIcebergCatalog("behind", behind, null));
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.addServlet(new ServletHolder(new RESTCatalogServlet(adapter)), "/*");
    Server server =
        new Server(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
    server.setHandler(context);
    server.start();
    server.join();
  }

  private static Map<String, String> read(Path file) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(k -> k, properties::getProperty));
  }
}
