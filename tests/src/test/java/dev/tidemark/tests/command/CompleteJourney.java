package dev.tidemark.tests.command;

import dev.tidemark.tests.events.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The Complete Journey files as purchases and accounts, read by itself and not by the loader that
 * the project ships. No value of these two files holds a comma.
 */
final class CompleteJourney {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final Instant ACCOUNTS_AT = Instant.parse("2017-01-01T00:00:00Z");
  private static final int SCALE = 2;

  private CompleteJourney() {}

  static Path folder() {
    String given = System.getProperty("tidemark.data", "");
    Path home = Path.of(System.getProperty("tidemark.home")).toAbsolutePath();
    Path data = given.isEmpty() ? home.resolve("../shared/data") : Path.of(given);
    return data.resolve("complete-journey").normalize();
  }

  static Path transactions() {
    return folder().resolve("transactions.csv.gz");
  }

  static Path demographics() {
    return folder().resolve("demographics.csv.gz");
  }

  /** The first so many lines, without those whose amount is none. */
  static List<Event.Purchase> purchases(int limit) throws IOException {
    List<Event.Purchase> purchases = new ArrayList<>();
    for (List<String> line : lines(transactions(), limit)) {
      BigDecimal amount = new BigDecimal(line.get(5));
      if (amount.scale() <= SCALE) {
        purchases.add(
            new Event.Purchase(
                line.get(0),
                line.get(2),
                line.get(3),
                Integer.parseInt(line.get(4)),
                amount.setScale(SCALE),
                LocalDateTime.parse(line.get(10), TIME).toInstant(ZoneOffset.UTC)));
      }
    }
    return purchases;
  }

  /** All households that were asked. */
  static Map<String, Event.AccountState> accounts() throws IOException {
    Map<String, Event.AccountState> accounts = new HashMap<>();
    for (List<String> line : lines(demographics(), Integer.MAX_VALUE)) {
      accounts.put(
          line.get(0),
          new Event.AccountState(
              line.get(0),
              null,
              null,
              orNull(line.get(1)),
              orNull(line.get(2)),
              orNull(line.get(5)),
              ACCOUNTS_AT));
    }
    return accounts;
  }

  private static @Nullable String orNull(String text) {
    return text.equals("NA") ? null : text;
  }

  private static List<List<String>> lines(Path file, int limit) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .skip(1)
          .limit(limit)
          .map(line -> List.of(line.replace("\"", "").split(",")))
          .toList();
    }
  }
}
