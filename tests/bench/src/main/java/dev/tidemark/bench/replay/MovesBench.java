package dev.tidemark.bench.replay;

import dev.tidemark.bench.Progress;
import dev.tidemark.bench.Spread;
import dev.tidemark.lineage.LiveTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How soon readers see another run, or an older version: promote, hold and rollback as typed, on
 * tables of few and of many data files. The tables are made up of two runs that are equally far, in
 * metadata only: none of these commands opens a data file.
 */
public final class MovesBench {
  private final ReplayPlace place;
  private final Progress progress;

  public MovesBench(ReplayPlace place, Progress progress) {
    this.place = place;
    this.progress = progress;
  }

  /** Types each command so often; one turn before is not counted. */
  public List<MoveTimes> run(List<Integer> dataFiles, int turns)
      throws IOException, InterruptedException {
    List<MoveTimes> all = new ArrayList<>();
    for (int files : dataFiles) {
      TwoRuns runs = TwoRuns.make(place, "moves_" + files, files);
      place.commands().awaitArchive("runs", "bench." + runs.table());
      Map<String, List<Double>> seconds = new LinkedHashMap<>();
      for (int turn = 0; turn <= turns; turn++) {
        Map<String, Double> one = turn(runs, turn % 2 == 0 ? "r2" : "r1");
        if (turn > 0) {
          one.forEach(
              (command, took) ->
                  seconds.computeIfAbsent(command, it -> new ArrayList<>()).add(took));
        }
      }
      seconds.forEach((command, each) -> all.add(new MoveTimes(command, files, Spread.of(each))));
      seconds.forEach(
          (command, each) ->
              progress.say(
                  "%s, %,d data files: %s s", command, files, Spread.of(each).text("%.2f")));
    }
    return all;
  }

  private Map<String, Double> turn(TwoRuns runs, String next)
      throws IOException, InterruptedException {
    String table = "bench." + runs.table();
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("promote", took("promote", table, next, "--reason", "benchmark"));
    require(runs, next);
    seconds.put("hold", took("hold", table, "--reason", "benchmark"));
    require(runs, "");
    took("promote", table, next, "--reason", "benchmark");
    seconds.put("rollback", took("rollback", table, "--to", Long.toString(runs.older(next))));
    require(runs, "");
    return seconds;
  }

  private double took(String... words) throws IOException, InterruptedException {
    return place.commands().run(words).seconds();
  }

  /** That the command did what its time was taken of. */
  private void require(TwoRuns runs, String lead) {
    LiveTable table = place.liveTable(runs.table());
    if (!table.lead().orElse("").equals(lead)) {
      throw new IllegalStateException(
          "The lead of %s is %s, not \"%s\". Find out why before believing any number."
              .formatted(runs.table(), table.lead(), lead));
    }
  }
}
