package dev.tidemark.control.demo;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.generate.ShopFeed;
import dev.tidemark.control.generate.ShopSettings;
import dev.tidemark.control.generate.ShopTopic;
import dev.tidemark.control.load.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo's events come from: a real Online Retail file if there is one, in {@code
 * online-retail/} below the given folder or {@code TIDEMARK_DATA}; else, and for tables of which
 * that file knows nothing, a made-up shop.
 */
final class DemoData {
  /** The mapping that makes events of the file, by topic. */
  private static final Map<String, String> MAPPINGS =
      Map.of(
          "order-lines", "online-retail-order-lines",
          "product-updates", "online-retail-product-updates");

  private static final List<String> OF_THE_FILE = List.of("order_lines", "product_catalog");

  private final @Nullable Path file;
  private final long seed;

  private DemoData(@Nullable Path file, long seed) {
    this.file = file;
    this.seed = seed;
  }

  /**
   * Looks for the file.
   *
   * @param given the folder that the user named; null if none
   * @param tables definitions that are to be kept live
   * @throws CommandFailure if the user named a folder without such a file, or with one that has
   *     nothing for these tables
   */
  static DemoData find(@Nullable Path given, long seed, Collection<String> tables) {
    List<String> others = tables.stream().filter(table -> !OF_THE_FILE.contains(table)).toList();
    if (given != null) {
      if (!others.isEmpty()) {
        throw new CommandFailure(
            "The file of --data has events for order_lines and product_catalog only, not for %s. Leave --data away to have a shop made up, or those tables."
                .formatted(String.join(", ", others)));
      }
      return new DemoData(
          fileIn(given)
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "There is no online-retail/*.csv.gz in %s. Name its folder, or leave --data away to have a shop made up."
                              .formatted(given))),
          seed);
    }
    if (!others.isEmpty()) {
      return new DemoData(null, seed);
    }
    Optional<Path> named =
        Optional.ofNullable(System.getenv("TIDEMARK_DATA")).map(Path::of).flatMap(DemoData::fileIn);
    return new DemoData(named.orElse(null), seed);
  }

  /** What flows, for people. */
  String description(Collection<String> topics, int perSecond) {
    return file == null
        ? "Into %d topics flow %,d events a second of a made-up shop, seed %d"
            .formatted(topics.size(), perSecond, seed)
        : "Into each topic flow %,d lines a second of %s".formatted(perSecond, file.getFileName());
  }

  /** Starts what flows into these topics. */
  List<Feed> start(Environment environment, Collection<String> topics, int perSecond) {
    if (file == null) {
      Set<ShopTopic> shops =
          topics.stream()
              .map(topic -> ShopTopic.named(topic).orElseThrow())
              .collect(Collectors.toSet());
      return List.of(
          ShopFeed.start(environment, ShopSettings.steady(seed, shops, Instant.now(), perSecond)));
    }
    return topics.stream()
        .map(MAPPINGS::get)
        .map(mapping -> Feed.start(environment, mapping, Feed.repeating(file, mapping), perSecond))
        .toList();
  }

  private static Optional<Path> fileIn(Path folder) {
    Path retail = folder.resolve("online-retail");
    if (!Files.isDirectory(retail)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(retail)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.csv(\\.gz)?"))
          .sorted()
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
