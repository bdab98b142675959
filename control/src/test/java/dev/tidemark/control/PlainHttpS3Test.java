package dev.tidemark.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainHttpS3Test {
  private static final String FACTORY = "s3.client-factory-impl";
  private static final String CLIENT = "http-client.type";

  @Test
  void takesPartWhereTheEndpointIsPlain() {
    assertThat(prepared(Map.of("s3.endpoint", "http://127.0.0.1:9000")))
        .containsEntry(FACTORY, PlainHttpS3.class.getName())
        .doesNotContainKey(CLIENT);
  }

  @Test
  void leavesTlsToTheClientThatReadsCertificates() {
    assertThat(prepared(Map.of("s3.endpoint", "https://s3.example.com")))
        .containsEntry(CLIENT, "urlconnection")
        .doesNotContainKey(FACTORY);
    assertThat(prepared(Map.of())).containsEntry(CLIENT, "urlconnection");
  }

  @Test
  void leavesAloneWhatWasChosen() {
    String endpoint = "http://127.0.0.1:9000";
    assertThat(prepared(Map.of("s3.endpoint", endpoint, CLIENT, "apache")))
        .containsEntry(CLIENT, "apache")
        .doesNotContainKey(FACTORY);
    assertThat(prepared(Map.of("s3.endpoint", endpoint, FACTORY, "com.example.Clients")))
        .containsEntry(FACTORY, "com.example.Clients");
    assertThat(prepared(Map.of("s3.endpoint", endpoint, "client.factory", "com.example.Clients")))
        .doesNotContainKey(FACTORY);
    assertThat(
            prepared(
                Map.of(
                    "s3.endpoint", endpoint, "http-client.urlconnection.socket-timeout-ms", "99")))
        .doesNotContainKey(FACTORY);
  }

  private static Map<String, String> prepared(Map<String, String> given) {
    Map<String, String> properties = new HashMap<>(given);
    PlainHttpS3.prepare(properties);
    return properties;
  }
}
