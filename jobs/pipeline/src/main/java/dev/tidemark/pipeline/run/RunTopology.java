package dev.tidemark.pipeline.run;

import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.connector.sink.TidemarkSink;
import dev.tidemark.connector.source.TidemarkSource;
import dev.tidemark.definition.Source;
import dev.tidemark.pipeline.Pipeline;
import dev.tidemark.pipeline.Sources;
import dev.tidemark.pipeline.TableRows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/** Sources, transform and sink of one run. */
public final class RunTopology {
  private RunTopology() {}

  public static void build(StreamExecutionEnvironment env, PreparedRun run, Pipeline pipeline) {
    var sources = new TopicSources(env, run);
    TableRows rows = pipeline.build(sources, run.plan().definition());
    var sink =
        new TidemarkSink(
            run.plan(),
            run.table(),
            run.quarantine(),
            sources.union(TidemarkSource::reports),
            sources.union(TidemarkSource::rejected),
            rows.keyed());
    rows.rows().sinkTo(sink).uid("live-table").name(run.plan().definition().name().toString());
  }

  /** All topics of the definition, read whether or not the transform uses them. */
  private static final class TopicSources implements Sources {
    private final Map<String, TidemarkSource> byTopic = new LinkedHashMap<>();
    private final Map<String, SourceRow> shapes;

    TopicSources(StreamExecutionEnvironment env, PreparedRun run) {
      for (Source source : run.plan().definition().sources()) {
        byTopic.put(source.topic(), TidemarkSource.of(env, run.plan(), source));
      }
      shapes =
          run.plan().definition().sources().stream()
              .collect(Collectors.toMap(Source::topic, SourceRow::new));
    }

    @Override
    public DataStream<RowData> rows(String topic) {
      return of(byTopic, topic).rows();
    }

    @Override
    public SourceRow shape(String topic) {
      return of(shapes, topic);
    }

    private static <T> T of(Map<String, T> all, String topic) {
      T found = all.get(topic);
      if (found == null) {
        throw new IllegalArgumentException(
            "The definition has no topic %s, only %s. Name it under sources."
                .formatted(topic, all.keySet()));
      }
      return found;
    }

    <T> DataStream<T> union(Function<TidemarkSource, DataStream<T>> side) {
      return byTopic.values().stream().map(side).reduce(DataStream::union).orElseThrow();
    }
  }
}
