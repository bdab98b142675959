package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs no Kafka; the rest is in {@code GenerateIT}. */
class GenerateCommandTest {
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void dryRunPrintsOneLinePerEventTheSameEveryTime() throws Exception {
    assertThat(generate("--events=300", "--malformed=0.05", "--json")).isZero();
    String[] lines = console.out().split("\n");
    assertThat(lines).hasSize(300);
    var kinds = new ArrayList<String>();
    int malformed = 0;
    for (String line : lines) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.path("partition").asInt()).isBetween(0, 3);
      kinds.add(event.path("kind").asText());
      malformed += event.has("fault") ? 1 : 0;
    }
    assertThat(kinds).contains("order", "order-line", "purchase", "product-listed");
    JsonNode report = new ObjectMapper().readTree(console.err());
    assertThat(report.path("events").asInt()).isEqualTo(300);
    assertThat(report.path("malformed").asInt()).isEqualTo(malformed).isPositive();
    var again = new CapturedConsole();
    Tidemark.run(again.console(), "generate", "--dry-run", "--events=300", "--malformed=0.05");
    assertThat(again.out()).isEqualTo(console.out());
  }

  @Test
  void aWhileEndsByItselfAtThePaceAskedFor() {
    assertThat(generate("--for=700ms", "--rate=200", "--topics=orders,order-lines")).isZero();
    assertThat(console.out().lines().count()).isBetween(60L, 240L);
    assertThat(console.err()).contains("order-lines").doesNotContain("purchases");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThat(generate("--topics=orders,nothing", "--skew=-1", "--late=2", "--burst=often"))
        .isEqualTo(1);
    assertThat(console.err())
        .contains("tidemark: Cannot generate such a shop:")
        .contains("--topics: found \"nothing\": accepted are order-lines, ")
        .contains("--customers, --products, --skew: Found 4000 customers")
        .contains("--late, --out-of-order, --duplicates, --malformed: Found 2.0 for late")
        .contains("--burst: Found \"often\": accepted is a burst like \"10x every 60s for 5s\"");
  }

  @Test
  void aShopBeforeKafkasTimestampsBeginIsRefused() {
    assertThat(generate("--events=1", "--start=1969-12-31T23:59:59Z")).isOne();
    assertThat(console.err())
        .contains(
            "--start: Found 1969-12-31T23:59:59Z: accepted is a time from 1970 on, as Kafka's timestamps are.");
    var begun = new CapturedConsole();
    assertThat(
            Tidemark.run(
                begun.console(),
                "generate",
                "--dry-run",
                "--events=1",
                "--start=1970-01-01T00:00Z"))
        .isZero();
  }

  @Test
  void aDryRunSaysWhatItWouldSend() {
    assertThat(generate("--events=300")).isZero();
    assertThat(console.err()).startsWith("Would send 300 events of seed ").doesNotContain("Sent");
  }

  @Test
  void noTimeAtAllIsRefused() {
    assertThat(generate("--for=0s")).isEqualTo(2);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: --for is 0 ms: accepted is a duration longer than that, like 30 s.");
  }

  @Test
  void numbersBelowOneAreRefused() {
    for (String option : List.of("--events", "--rate", "--partitions")) {
      var refused = new CapturedConsole();
      assertThat(Tidemark.run(refused.console(), "generate", "--dry-run", option + "=0"))
          .isEqualTo(2);
      assertThat(refused.err()).contains(option + " is 0: accepted is a number from 1 on.");
    }
  }

  private int generate(String... options) {
    var arguments = new ArrayList<>(List.of("generate", "--dry-run"));
    arguments.addAll(List.of(options));
    return Tidemark.run(console.console(), arguments.toArray(new String[0]));
  }
}
