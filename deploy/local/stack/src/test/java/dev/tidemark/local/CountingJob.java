package dev.tidemark.local;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Counts slowly for ever, with checkpoints; or refuses when it is told to. */
public final class CountingJob {
  private CountingJob() {}

  /** Runs; any argument is thrown as a reason. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      throw new IllegalArgumentException(args[0]);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(200);
    env.fromSequence(1, Long.MAX_VALUE)
        .uid("numbers")
        .map(CountingJob::slowly)
        .uid("slowly")
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    env.execute("count");
  }

  private static Long slowly(Long number) throws InterruptedException {
    Thread.sleep(1);
    return number;
  }
}
