package dev.tidemark.connector.source;

import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.connector.plan.ReadPlan;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.connector.track.Tracker;
import dev.tidemark.definition.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.util.OutputTag;

/**
 * The sources that feed a stream, found by walking its topology backwards. Where nobody hands the
 * sink its sources, as in SQL, this is exact all the same: whoever is not among a stream's
 * predecessors cannot have put a row into it.
 *
 * @param topics one entry per tracker
 * @param foreign names of sources without a tracker; their events would be in no tidemark
 */
public record TrackedTopics(List<Topic> topics, List<String> foreign) {

  /**
   * One tracked source.
   *
   * @param rejected records for the quarantine, late ones among them
   * @param reports how far the topic was read, per epoch
   */
  public record Topic(
      Source contract,
      ReadPlan plan,
      DataStream<Rejected> rejected,
      DataStream<EpochPart> reports) {}

  /** The sources before a stream; all of them must be in the topology already. */
  public static TrackedTopics before(DataStream<?> stream) {
    StreamExecutionEnvironment env = stream.getExecutionEnvironment();
    List<Transformation<?>> all = stream.getTransformation().getTransitivePredecessors();
    List<Topic> topics = new ArrayList<>();
    Set<Transformation<?>> seen = new HashSet<>();
    Set<Transformation<?>> tracked = new HashSet<>();
    for (Transformation<?> transformation : all) {
      if (!seen.add(transformation) || !isTracker(transformation)) {
        continue;
      }
      Transformation<?> source = transformation.getInputs().get(0);
      if (source instanceof SourceTransformation<?, ?, ?> from
          && from.getSource() instanceof GuardedSource guarded) {
        tracked.add(source);
        topics.add(
            new Topic(
                guarded.contract(),
                guarded.plan(),
                side(env, transformation, TidemarkSource.REJECTED),
                side(env, transformation, TidemarkSource.REPORTS)));
      }
    }
    List<String> foreign =
        seen.stream()
            .filter(t -> t.getInputs().isEmpty() && !tracked.contains(t))
            .map(Transformation::getName)
            .sorted()
            .toList();
    return new TrackedTopics(List.copyOf(topics), foreign);
  }

  private static boolean isTracker(Transformation<?> transformation) {
    return transformation instanceof OneInputTransformation<?, ?> operator
        && operator.getOperatorFactory() instanceof SimpleOperatorFactory<?> factory
        && factory.getOperator() instanceof Tracker;
  }

  private static <T> DataStream<T> side(
      StreamExecutionEnvironment env, Transformation<?> tracker, OutputTag<T> tag) {
    return new DataStream<>(env, new SideOutputTransformation<>(tracker, tag));
  }
}
