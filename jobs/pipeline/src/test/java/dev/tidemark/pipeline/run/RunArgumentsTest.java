package dev.tidemark.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.checkpoint.CheckpointProfile;
import org.junit.jupiter.api.Test;

class RunArgumentsTest {
  private static final String[] COMPLETE =
      ("--definition order_lines --run r1 --bootstrap-servers h:1 --registry-url http://h:2"
              + " --catalog.type rest --catalog.uri http://h:3 --kafka.max.poll.records 7"
              + " --flink.rest.port 8081 --parallelism 3")
          .split(" ");

  @Test
  void prefixesAreHandedOnWithoutThePrefix() {
    RunArguments run = RunArguments.parse(COMPLETE);

    assertThat(run.definition().name()).hasToString("shop.order_lines");
    assertThat(run.catalog()).containsEntry("type", "rest").containsEntry("uri", "http://h:3");
    assertThat(run.kafka())
        .containsEntry("bootstrap.servers", "h:1")
        .containsEntry("max.poll.records", "7");
    assertThat(run.flink()).containsEntry("rest.port", "8081");
    assertThat(run.parallelism()).isEqualTo(3);
    assertThat(run.profile()).isEqualTo(CheckpointProfile.SECOND);
    assertThat(run.lead()).isNull();
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                RunArguments.parse(
                    new String[] {
                      "--definition",
                      "order_lines",
                      "--parallelism",
                      "0",
                      "--lead",
                      "yes",
                      "--colour",
                      "red",
                      "--run"
                    }))
        .isInstanceOf(InvalidArgumentsException.class)
        .hasMessageContaining("--colour is not an argument of a run.")
        .hasMessageContaining("--run has no value. Give one behind it.")
        .hasMessageContaining("--run is missing. Accepted: an id like r1.")
        .hasMessageContaining("--bootstrap-servers is missing.")
        .hasMessageContaining("--registry-url is missing.")
        .hasMessageContaining("--catalog.type (or --catalog.catalog-impl)")
        .hasMessageContaining("--parallelism 0: It is below 1.")
        .hasMessageContaining("--lead yes: It is neither. Accepted: true or false.");
  }
}
