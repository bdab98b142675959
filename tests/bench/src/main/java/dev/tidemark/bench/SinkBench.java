package dev.tidemark.bench;

import dev.tidemark.bench.BenchOptions.Part;
import dev.tidemark.bench.commit.CommitBench;
import dev.tidemark.bench.commit.CommitTimes;
import dev.tidemark.bench.freshness.FreshnessBench;
import dev.tidemark.bench.freshness.FreshnessTrial;
import dev.tidemark.bench.throughput.ThroughputBench;
import dev.tidemark.bench.throughput.ThroughputTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the sink against Iceberg's own: throughput, freshness, the cost of commits. Prints
 * Markdown, each part when it is done, and JSON at the end if asked. The options are {@link
 * BenchOptions}'.
 */
public final class SinkBench {
  private static final String TOPIC = "bench-events";
  private static final List<String> PROFILES = List.of("second", "quarter-second");

  private final BenchOptions options;
  private final BenchStack stack;
  private final Progress progress;

  private SinkBench(BenchOptions options, BenchStack stack, Progress progress) {
    this.options = options;
    this.stack = stack;
    this.progress = progress;
  }

  public static void main(String[] args) throws Exception {
    Benchmark.run("sink", args, BenchOptions::parse, SinkBench::measure);
  }

  private static Map<String, Object> measure(BenchOptions options, Path home)
      throws IOException, InterruptedException {
    try (BenchStack stack = BenchStack.start(options.folder(), home, options.jvmArgs())) {
      SinkBench bench = new SinkBench(options, stack, new Progress(System.err));
      Map<String, Object> results = new LinkedHashMap<>();
      results.put("throughput", bench.throughput());
      results.put("freshness", bench.freshness());
      results.put("commits", bench.commits());
      return results;
    }
  }

  private Map<String, List<ThroughputTrial>> throughput() throws IOException, InterruptedException {
    Map<String, List<ThroughputTrial>> trials = new LinkedHashMap<>();
    if (!options.parts().contains(Part.APPEND) && !options.parts().contains(Part.UPSERT)) {
      return trials;
    }
    progress.say("Loading %d records into %s", options.records(), TOPIC);
    stack.feed().create(TOPIC);
    stack.feed().load(TOPIC, options.records());
    ThroughputBench bench =
        new ThroughputBench(stack.place(), TOPIC, options.records(), options.erased(), progress);
    if (options.parts().contains(Part.APPEND)) {
      trials.put("append", print("append", bench.run("append", options.pairs())));
    }
    if (options.parts().contains(Part.UPSERT)) {
      trials.put("upsert", print("upsert", bench.run("upsert", options.pairs())));
    }
    return trials;
  }

  private Map<String, List<FreshnessTrial>> freshness() throws IOException, InterruptedException {
    Map<String, List<FreshnessTrial>> trials = new LinkedHashMap<>();
    if (options.parts().contains(Part.FRESHNESS)) {
      for (String profile : PROFILES) {
        FreshnessBench bench =
            new FreshnessBench(
                stack.place(), stack.feed(), options.perSecond(), options.seconds(), progress);
        List<FreshnessTrial> ofProfile = bench.run(profile, options.pairs());
        System.out.println(Report.freshnesses(profile, ofProfile));
        trials.put(profile, ofProfile);
      }
    }
    return trials;
  }

  private static List<ThroughputTrial> print(String kind, List<ThroughputTrial> trials) {
    System.out.println(Report.throughputs(kind, trials));
    return trials;
  }

  private List<CommitTimes> commits() throws IOException, InterruptedException {
    if (!options.parts().contains(Part.COMMIT)) {
      return List.of();
    }
    List<CommitTimes> times = new CommitBench(stack.place(), options.snapshots(), progress).run();
    System.out.println(Report.commitTimes(times));
    return times;
  }
}
