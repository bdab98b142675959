package dev.tidemark.examples;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs all cases of a plan in this process, each as a job of its own with a Flink of its own, some
 * at the same time: {@code PLAN ANSWERS}, both files. What came out of a case stands in the answers
 * as soon as it has ended, see {@link Answers}.
 */
public final class RunExamples {
  private RunExamples() {}

  public static void main(String[] args) throws Exception {
    ExamplesPlan plan = ExamplesPlan.read(Path.of(args[0]));
    ExecutorService pool = Executors.newFixedThreadPool(plan.atOnce());
    try (Answers answers = new Answers(Path.of(args[1]))) {
      plan.cases().forEach(planned -> pool.submit(() -> new CaseRun(plan, planned).run(answers)));
      pool.shutdown();
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.MILLISECONDS);
    }
    // Flink's threads would keep the process for another minute.
    System.exit(0);
  }
}
