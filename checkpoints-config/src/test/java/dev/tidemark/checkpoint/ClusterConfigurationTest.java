package dev.tidemark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.api.Test;

/** What {@code deploy/flink-k8s/config.yaml} tells people to put into their cluster. */
class ClusterConfigurationTest {
  private final Configuration cluster =
      GlobalConfiguration.loadConfiguration(
          Path.of(System.getProperty("tidemark.home"), "deploy", "flink-k8s").toString());

  @Test
  void aClusterConfiguredThatWayIsAcceptedByEveryJob() {
    assertThat(CheckpointRules.problems(cluster)).isEmpty();
    assertThat(cluster.get(PipelineOptions.OPERATOR_CHAINING)).isTrue();
  }

  /** The tests of this project run with the list of the root pom, so it is known to be enough. */
  @Test
  void theClustersJvmsGetWhatTheTestsRunWith() {
    assertThat(opened(List.of(cluster.get(CoreOptions.FLINK_JVM_OPTIONS).trim().split("\\s+"))))
        .isEqualTo(opened(ManagementFactory.getRuntimeMXBean().getInputArguments()))
        .isNotEmpty();
  }

  private static Set<String> opened(List<String> arguments) {
    Set<String> opened = new TreeSet<>();
    arguments.stream().filter(a -> a.startsWith("--add-")).forEach(opened::add);
    return opened;
  }
}
