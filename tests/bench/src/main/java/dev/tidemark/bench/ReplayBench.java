package dev.tidemark.bench;

import dev.tidemark.bench.ReplayOptions.Part;
import dev.tidemark.bench.events.Feed;
import dev.tidemark.bench.replay.AloneBench;
import dev.tidemark.bench.replay.BesideBench;
import dev.tidemark.bench.replay.BesideTrial;
import dev.tidemark.bench.replay.Commands;
import dev.tidemark.bench.replay.MoveTimes;
import dev.tidemark.bench.replay.MovesBench;
import dev.tidemark.bench.replay.ReplayPlace;
import dev.tidemark.bench.replay.ReplayTrial;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * Measures replays as users have them: alone against a run into a fresh table; beside a live table,
 * with its governor and without; and how soon readers see another run. Every run, replay and move
 * is a typed command. The options are {@link ReplayOptions}'.
 */
public final class ReplayBench {
  private static final List<Integer> DATA_FILES = List.of(10, 10_000);
  private static final int TURNS = 5;

  private final ReplayOptions options;
  private final ReplayPlace place;
  private final Progress progress = new Progress(System.err);

  private ReplayBench(ReplayOptions options, ReplayPlace place) {
    this.options = options;
    this.place = place;
  }

  public static void main(String[] args) throws Exception {
    Benchmark.run("replay", args, ReplayOptions::parse, ReplayBench::measure);
  }

  private static Map<String, Object> measure(ReplayOptions options, Path home)
      throws IOException, InterruptedException {
    Files.createDirectories(options.folder());
    Path folder = Files.createTempDirectory(options.folder(), "stack");
    Map<String, Object> results = new LinkedHashMap<>();
    try (LocalStack stack =
        LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3).start()) {
      ReplayBench bench = new ReplayBench(options, place(stack, folder, home));
      results.put("alone", bench.alone());
      results.put("beside", bench.beside());
      results.put("moves", bench.moves());
    }
    // Only now: what failed may want to be looked at.
    Folders.delete(folder);
    return results;
  }

  private static ReplayPlace place(LocalStack stack, Path folder, Path home)
      throws IOException, InterruptedException {
    tellAddresses(stack, folder);
    Feed feed = Feed.of(stack.bootstrapServers(), stack.registryUrl());
    Catalog catalog = CatalogUtil.buildIcebergCatalog("tidemark", stack.jdbcCatalog(), null);
    return new ReplayPlace(folder.resolve("bench"), new Commands(home, folder), feed, catalog);
  }

  /** Where commands look for the addresses of a stack that {@code tidemark up} started. */
  private static void tellAddresses(LocalStack stack, Path folder) throws IOException {
    Properties addresses = new Properties();
    addresses.put("bootstrap-servers", stack.bootstrapServers());
    addresses.put("registry-url", stack.registryUrl());
    addresses.put("catalog.name", "tidemark");
    stack.jdbcCatalog().forEach((key, value) -> addresses.put("catalog." + key, value));
    try (Writer writer = Files.newBufferedWriter(folder.resolve("env.properties"))) {
      addresses.store(writer, null);
    }
  }

  private List<ReplayTrial> alone() throws IOException, InterruptedException {
    if (!options.parts().contains(Part.ALONE)) {
      return List.of();
    }
    var trials = new AloneBench(place, options.records(), progress).run(options.pairs());
    System.out.println(ReplayReport.alone(trials));
    return trials;
  }

  private List<BesideTrial> beside() throws IOException, InterruptedException {
    if (!options.parts().contains(Part.BESIDE)) {
      return List.of();
    }
    var bench =
        new BesideBench(place, options.records(), options.perSecond(), options.seconds(), progress);
    var trials = bench.run(options.pairs());
    System.out.println(ReplayReport.beside(trials));
    return trials;
  }

  private List<MoveTimes> moves() throws IOException, InterruptedException {
    if (!options.parts().contains(Part.MOVES)) {
      return List.of();
    }
    var times = new MovesBench(place, progress).run(DATA_FILES, TURNS);
    System.out.println(ReplayReport.moves(times));
    return times;
  }
}
