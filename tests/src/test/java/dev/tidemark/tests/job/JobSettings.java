package dev.tidemark.tests.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a run needs to know, whatever process it is in. */
public record JobSettings(
    Path definition,
    String run,
    String bootstrapServers,
    String registryUrl,
    Map<String, String> catalog,
    Path folder) {
  public JobSettings {
    catalog = Map.copyOf(catalog);
  }

  /** The same with other properties of the catalog; those not given stay. */
  public JobSettings catalog(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(catalog);
    all.putAll(others);
    return new JobSettings(definition, run, bootstrapServers, registryUrl, all, folder);
  }

  /** The same with another registry address. */
  public JobSettings registryUrl(String url) {
    return new JobSettings(definition, run, bootstrapServers, url, catalog, folder);
  }
}
