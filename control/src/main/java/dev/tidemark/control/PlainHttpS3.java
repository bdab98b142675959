package dev.tidemark.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.AwsProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Clients for a storage whose address is plain {@code http:}, which are ready sooner: Iceberg's own
 * factory has every client read the certificates that the JDK trusts, whether it will need them or
 * not, and that takes an eighth of what a command that reads a table takes. Everything else is
 * configured as Iceberg does it.
 */
public final class PlainHttpS3 implements S3FileIOAwsClientFactory {
  /** The AWS SDK's own defaults, which a client with a connection factory does not apply. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private static final Duration READ = Duration.ofSeconds(30);

  private static final String HTTP_CLIENT = "http-client.";

  private Map<String, String> properties = Map.of();

  /** Takes part where the endpoint is plain and nobody asks for a client of a kind. */
  static void prepare(Map<String, String> properties) {
    boolean chosen =
        properties.containsKey(AwsProperties.CLIENT_FACTORY)
            || properties.containsKey(S3FileIOProperties.CLIENT_FACTORY)
            || Boolean.parseBoolean(
                properties.get(S3FileIOProperties.S3_ANALYTICS_ACCELERATOR_ENABLED))
            || properties.keySet().stream().anyMatch(key -> key.startsWith(HTTP_CLIENT));
    if (!chosen && properties.getOrDefault(S3FileIOProperties.ENDPOINT, "").startsWith("http:")) {
      properties.put(S3FileIOProperties.CLIENT_FACTORY, PlainHttpS3.class.getName());
    } else {
      // A command asks for a few small files and ends: what counts is how soon a client is ready.
      properties.putIfAbsent(
          HttpClientProperties.CLIENT_TYPE, HttpClientProperties.CLIENT_TYPE_URLCONNECTION);
    }
  }

  @Override
  public void initialize(Map<String, String> given) {
    properties = Map.copyOf(given);
  }

  @Override
  public S3Client s3() {
    var aws = new AwsClientProperties(properties);
    var s3 = new S3FileIOProperties(properties);
    return S3Client.builder()
        .httpClient(UrlConnectionHttpClient.create(PlainHttpS3::connection))
        .applyMutation(aws::applyClientRegionConfiguration)
        .applyMutation(aws::applyLegacyMd5Plugin)
        .applyMutation(s3::applyEndpointConfigurations)
        .applyMutation(s3::applyServiceConfigurations)
        .applyMutation(builder -> s3.applyCredentialConfigurations(aws, builder))
        .applyMutation(s3::applySignerConfiguration)
        .applyMutation(s3::applyS3AccessGrantsConfigurations)
        .applyMutation(s3::applyUserAgentConfigurations)
        .applyMutation(s3::applyRetryConfigurations)
        .build();
  }

  private static HttpURLConnection connection(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
      connection.setReadTimeout(Math.toIntExact(READ.toMillis()));
      return connection;
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot connect to %s.".formatted(address), failed);
    }
  }

  /**
   * None: only the analytics accelerator asks for one, and with it this takes no part.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException(
        "Commands have no asynchronous client for S3. Leave out "
            + S3FileIOProperties.S3_ANALYTICS_ACCELERATOR_ENABLED
            + ".");
  }
}
