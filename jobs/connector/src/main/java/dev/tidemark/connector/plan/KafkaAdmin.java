package dev.tidemark.connector.plan;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** Makes admin clients of consumer settings. */
public final class KafkaAdmin {
  private KafkaAdmin() {}

  /** A client of the cluster that these consumers read. */
  public static Admin of(Map<String, String> kafka) {
    Properties properties = new Properties();
    kafka.forEach(
        (key, value) -> {
          // Consumer settings are many and the admin client warns about each; these are shared.
          if (key.equals("bootstrap.servers")
              || key.startsWith("security.")
              || key.startsWith("sasl.")
              || key.startsWith("ssl.")) {
            properties.put(key, value);
          }
        });
    return Admin.create(properties);
  }
}
