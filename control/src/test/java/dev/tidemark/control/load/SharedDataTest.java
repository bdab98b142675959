package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every row of the real files that the built-in mappings are for, made a record. The files are no
 * part of the project: {@code TIDEMARK_DATA} names their folder.
 */
class SharedDataTest {
  @ParameterizedTest
  @CsvSource({
    "agent-sessions/airline-agent-runs.json.gz, agent-airline-runs, 5308, 0",
    "agent-sessions/dialogues.jsonl.gz, agent-dialogues, 38768, 0",
    "complete-journey/campaigns.csv.gz, complete-journey-campaigns, 6589, 0",
    "complete-journey/coupon-redemptions.csv.gz, complete-journey-coupon-redemptions, 2102, 0",
    "complete-journey/demographics.csv.gz, complete-journey-accounts, 801, 0",
    "complete-journey/products.csv.gz, complete-journey-products, 92331, 0",
    "complete-journey/transactions.csv.gz, complete-journey-purchases, 75000, 1",
    "online-retail/online-retail-2010-12-to-2011-06.csv.gz, online-retail-order-lines, 245903, 0",
    "online-retail/online-retail-2010-12-to-2011-06.csv.gz, online-retail-product-updates, 245903, 0"
  })
  void everyRowIsARecordOrIsKnownNotToFit(String name, String mapping, long rows, long unfit)
      throws IOException {
    Path file = folder().resolve(name);
    assumeThat(file).exists();
    Mapping by = Mappings.named(mapping);
    var maker = new RecordMaker(by, (subject, schema) -> 1, EventTimes.ORIGINAL);
    long read = 0;
    long refused = 0;
    try (InputFile input = InputFile.open(file, null, by)) {
      for (Optional<Line> line = input.next(); line.isPresent(); line = input.next()) {
        read++;
        try {
          maker.make((Line.Row) line.get(), read);
        } catch (UnfitException reason) {
          refused++;
        }
      }
    }
    assertThat(read).isEqualTo(rows);
    assertThat(refused).isEqualTo(unfit);
  }

  private static Path folder() {
    String given = System.getenv().getOrDefault("TIDEMARK_DATA", "");
    Path home = Path.of(System.getProperty("tidemark.home")).toAbsolutePath();
    return given.isEmpty() ? home.resolve("../shared/data").normalize() : Path.of(given);
  }
}
