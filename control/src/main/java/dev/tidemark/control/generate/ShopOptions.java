package dev.tidemark.control.generate;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.TimeArgument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which shop it is, and what goes wrong in it. */
final class ShopOptions {
  /** Where the shop's time begins if nobody waits for it. */
  static final Instant USUAL_START = Instant.parse("2026-01-01T00:00:00Z");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Equal seeds and options make equal events; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--topics",
      split = ",",
      paramLabel = "LIST",
      description = "Topics to write, with commas between; default all of docs/shop.md.")
  private List<String> topics = List.of();

  @Option(
      names = "--customers",
      defaultValue = "4000",
      paramLabel = "N",
      description = "How many there are; default ${DEFAULT-VALUE}.")
  private int customers;

  @Option(
      names = "--products",
      defaultValue = "3000",
      paramLabel = "N",
      description = "How many there are; default ${DEFAULT-VALUE}.")
  private int products;

  @Option(
      names = "--skew",
      defaultValue = "1",
      paramLabel = "S",
      description =
          "Zipf's exponent: the larger, the more a few customers and products have; 0 is even; default ${DEFAULT-VALUE}.")
  private double skew;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Where the shop's time begins; default 2026-01-01T00:00Z, or now if it is the real one.")
  private @Nullable String start;

  @Option(
      names = "--speed-up",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Seconds of the shop's time in a real one, or per event without --for and --rate; default ${DEFAULT-VALUE}.")
  private double speedUp;

  @Option(
      names = "--daily",
      negatable = true,
      description =
          "Let the hour of the day (UTC) say how much happens; default, but not if the shop's time is the real one.")
  private @Nullable Boolean daily;

  @Option(
      names = "--burst",
      paramLabel = "B",
      description = "Such as '10x every 60s for 5s', in the shop's time.")
  private @Nullable String burst;

  @Option(
      names = "--late",
      defaultValue = "0.01",
      paramLabel = "SHARE",
      description =
          "Of what the shop does, told one minute to six hours after; default ${DEFAULT-VALUE}.")
  private double late;

  @Option(
      names = "--out-of-order",
      defaultValue = "0.02",
      paramLabel = "SHARE",
      description = "Of the events, overtaken by up to 50 others; default ${DEFAULT-VALUE}.")
  private double outOfOrder;

  @Option(
      names = "--duplicates",
      defaultValue = "0.001",
      paramLabel = "SHARE",
      description = "Of the events, sent again by a producer's retry; default ${DEFAULT-VALUE}.")
  private double duplicates;

  @Option(
      names = "--malformed",
      defaultValue = "0.0005",
      paramLabel = "SHARE",
      description = "Of the events, sent a second time, spoiled; default ${DEFAULT-VALUE}.")
  private double malformed;

  double speedUp() {
    return speedUp;
  }

  /**
   * What these options ask for.
   *
   * @param rate real events a second; null if nobody waits for the shop's time
   * @throws CommandFailure with all that is wrong with them
   */
  ShopSettings settings(@Nullable Integer rate, Instant now) {
    var problems = new ArrayList<String>();
    Set<ShopTopic> wanted = topics(problems);
    var size =
        tried(
            "--customers, --products, --skew",
            () -> new ShopSettings.Size(customers, products, skew),
            problems);
    // Faster than the real time it cannot begin now: it would tell of the future.
    boolean asItHappens = rate != null && speedUp <= 1;
    Instant begin = start == null ? (asItHappens ? now : USUAL_START) : begin(start, now, problems);
    Burst bursts = burst == null ? null : tried("--burst", () -> Burst.parse(burst), problems);
    double perSecond = (rate == null ? 1 : rate) / speedUp;
    boolean byTheHour = daily == null ? !asItHappens : daily;
    var pulse =
        tried(
            "--rate, --speed-up",
            () -> new ShopSettings.Pulse(begin, perSecond, byTheHour, bursts),
            problems);
    var mishaps =
        tried(
            "--late, --out-of-order, --duplicates, --malformed",
            () -> new ShopSettings.Mishaps(late, outOfOrder, duplicates, malformed),
            problems);
    if (size == null || pulse == null || mishaps == null || !problems.isEmpty()) {
      throw new CommandFailure(
          "Cannot generate such a shop:\n  " + String.join(".\n  ", problems) + ".");
    }
    return new ShopSettings(seed, wanted, size, pulse, mishaps);
  }

  private static Instant begin(String start, Instant now, List<String> problems) {
    Instant begin = TimeArgument.read(start, now);
    if (begin.isBefore(Instant.EPOCH)) {
      problems.add(
          "--start: Found %s: accepted is a time from 1970 on, as Kafka's timestamps are"
              .formatted(begin));
    }
    return begin;
  }

  private Set<ShopTopic> topics(List<String> problems) {
    if (topics.isEmpty()) {
      return EnumSet.allOf(ShopTopic.class);
    }
    Set<ShopTopic> wanted = EnumSet.noneOf(ShopTopic.class);
    for (String name : topics) {
      ShopTopic.named(name.strip())
          .ifPresentOrElse(
              wanted::add,
              () ->
                  problems.add(
                      "--topics: found \"%s\": accepted are %s"
                          .formatted(
                              name,
                              Arrays.stream(ShopTopic.values())
                                  .map(ShopTopic::topic)
                                  .collect(Collectors.joining(", ")))));
    }
    return wanted;
  }

  private static <T> @Nullable T tried(String options, Supplier<T> value, List<String> problems) {
    try {
      return value.get();
    } catch (IllegalArgumentException wrong) {
      problems.add(options + ": " + wrong.getMessage());
      return null;
    }
  }
}
