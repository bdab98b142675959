package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/shop.md} says of topics, fields and faults what the code says. */
class ShopDocumentTest {
  @Test
  void documentHasTheTopicsAndFieldsOfTheCode() throws IOException {
    String tables =
        Arrays.stream(ShopTopic.values())
            .map(ShopDocumentTest::table)
            .collect(Collectors.joining("\n"));
    assertThat(document()).contains(tables);
  }

  @Test
  void documentHasTheFaultsOfTheCode() throws IOException {
    String faults =
        Arrays.stream(Fault.values())
            .map(fault -> "| `%s` | `%s` |".formatted(fault.text(), fault.reason()))
            .collect(Collectors.joining("\n"));
    // The third column is for people.
    assertThat(document().replaceAll("(?m)^(\\| `[a-z-]+` \\| `[A-Z_]+` \\|).*$", "$1"))
        .contains(faults);
  }

  private static String document() throws IOException {
    return Files.readString(Path.of(System.getProperty("tidemark.home")).resolve("docs/shop.md"));
  }

  private static String table(ShopTopic topic) {
    String heading =
        """
        ### %s

        Record `%s`, key `%s`%s, event time `%s`.

        | field | type | |
        |---|---|---|
        """
            .formatted(
                topic.topic(),
                topic.schema().getFullName(),
                topic.key(),
                topic.deletes() ? " (a record without a value deletes it)" : "",
                topic.eventTime());
    return topic.described().stream()
        .map(
            described ->
                "| `%s` | %s%s | %s |\n"
                    .formatted(
                        described.field().name(),
                        described.field().type().text(),
                        described.field().required() ? "" : ", or null",
                        described.meaning()))
        .collect(Collectors.joining("", heading, ""));
  }
}
