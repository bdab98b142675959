package dev.tidemark.bench.job;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.decode.Decoder;
import dev.tidemark.connector.decode.Intake;
import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.definition.Kind;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.TableType;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.RunArguments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * What the sink is measured against: the same source and decoder, the same Flink settings, and
 * Iceberg's own sink. Records that cannot be decoded are dropped; nothing is tracked, stamped or
 * chained. Takes the arguments of a run. The table must exist.
 */
public final class PlainJob {
  private PlainJob() {}

  public static void main(String[] args) throws Exception {
    RunArguments arguments = RunArguments.parse(args);
    TableDefinition definition = arguments.definition();
    Source contract = definition.sources().get(0);
    var env = LiveRun.environment(arguments);
    var decoded =
        env.fromSource(
                source(arguments, contract),
                WatermarkStrategy.noWatermarks(),
                "Read",
                Intake.type())
            .uid("read")
            .flatMap(new Accepted())
            .returns(InternalTypeInfo.of(new SourceRow(contract).type()))
            .uid("accept")
            .map(new ToEventRow(), TableType.typeInfo(definition))
            .uid("pass-events-through");
    write(decoded, arguments);
    env.execute("plain " + definition.name());
  }

  /** Set as {@code TidemarkSource} sets its own. */
  private static KafkaSource<Intake> source(RunArguments arguments, Source contract) {
    Properties properties = new Properties();
    properties.put("group.id", "plain-" + arguments.definition().name());
    properties.put("isolation.level", "read_committed");
    properties.put("partition.discovery.interval.ms", "10000");
    properties.put("commit.offsets.on.checkpoint", "false");
    properties.putAll(arguments.kafka());
    return KafkaSource.<Intake>builder()
        .setTopics(contract.topic())
        .setProperties(properties)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new Decoder(contract, arguments.registryUrl(), List.of()))
        .build();
  }

  private static void write(DataStream<RowData> rows, RunArguments arguments) {
    TableDefinition definition = arguments.definition();
    IcebergSink.Builder sink =
        IcebergSink.forRowData(rows).tableLoader(tableLoader(arguments)).uidSuffix("plain");
    if (definition.kind() == Kind.UPSERT) {
      sink.upsert(true).equalityFieldColumns(definition.primaryKey());
    }
    sink.append();
  }

  private static TableLoader tableLoader(RunArguments arguments) {
    Map<String, String> properties = new HashMap<>(arguments.catalog());
    String implementation = properties.remove("catalog-impl");
    return TableLoader.fromCatalog(
        CatalogLoader.custom(
            arguments.catalogName(), properties, new Configuration(), implementation),
        TableSchemas.identifier(arguments.definition()));
  }

  /** The row of an accepted record. */
  private static final class Accepted implements FlatMapFunction<Intake, RowData> {
    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(Intake intake, Collector<RowData> out) {
      if (intake.row() != null) {
        out.collect(intake.row());
      }
    }
  }
}
