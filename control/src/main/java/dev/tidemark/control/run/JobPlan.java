package dev.tidemark.control.run;

import dev.tidemark.control.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run as the job artifact takes it.
 *
 * @param definition name or path, readable by the job's process
 * @param lead whether the run starts as the table's lead; null leaves it to the job, which leads if
 *     the table has no run
 * @param restoreFrom checkpoint or savepoint; null to start from nothing
 * @param more arguments of the job's main class beyond these, without their dashes; how a replay
 *     says that it is one
 */
public record JobPlan(
    String definition,
    String run,
    String checkpointProfile,
    int parallelism,
    @Nullable Boolean lead,
    @Nullable String restoreFrom,
    Map<String, String> more) {
  static final String MAIN_CLASS = "dev.tidemark.jobs.RunJob";

  public JobPlan {
    more = Map.copyOf(more);
  }

  /** A run without further arguments. */
  public JobPlan(
      String definition,
      String run,
      String checkpointProfile,
      int parallelism,
      @Nullable Boolean lead,
      @Nullable String restoreFrom) {
    this(definition, run, checkpointProfile, parallelism, lead, restoreFrom, Map.of());
  }

  /** The arguments of the job's main class. */
  List<String> arguments(Environment environment) {
    var named = new TreeMap<String, String>();
    named.put("definition", definition);
    named.put("run", run);
    named.put("bootstrap-servers", environment.require("bootstrap-servers"));
    named.put("registry-url", environment.require("registry-url"));
    named.put("checkpoint-profile", checkpointProfile);
    named.put("parallelism", Integer.toString(parallelism));
    named.put("catalog.name", environment.catalogName());
    environment.catalog().forEach((key, value) -> named.put("catalog." + key, value));
    environment.under("kafka.").forEach((key, value) -> named.put("kafka." + key, value));
    if (lead != null) {
      named.put("lead", lead.toString());
    }
    named.putAll(more);
    return asOptions(named);
  }

  /** Keys and values as {@code --key value}. */
  static List<String> asOptions(Map<String, String> named) {
    var options = new ArrayList<String>();
    named.forEach(
        (key, value) -> {
          options.add("--" + key);
          options.add(value);
        });
    return options;
  }
}
