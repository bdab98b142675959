package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.bench.sql.Statement;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqlBenchOptionsTest {
  private static final Path HOME = Path.of("/home");

  @Test
  void withoutOptionsAllStatementsReadThreeMillionEvents() {
    SqlBenchOptions options = SqlBenchOptions.parse(new String[0], HOME);
    assertThat(options.statements()).containsExactly(Statement.values());
    assertThat(options.records()).isEqualTo(3_000_000);
  }

  @Test
  void anUnknownStatementIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> SqlBenchOptions.parse(new String[] {"--only", "join,commit"}, HOME))
        .hasMessage(
            "--only commit names no statement. Accepted: append, upsert, join, several with"
                + " commas.");
  }

  @Test
  void anOptionOfTheOtherBenchmarkIsRefused() {
    assertThatThrownBy(() -> SqlBenchOptions.parse(new String[] {"--snapshots", "5"}, HOME))
        .hasMessageStartingWith("--snapshots is no option of this benchmark. Accepted:");
  }
}
