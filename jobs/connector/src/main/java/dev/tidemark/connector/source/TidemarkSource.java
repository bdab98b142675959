package dev.tidemark.connector.source;

import dev.tidemark.connector.decode.Decoder;
import dev.tidemark.connector.decode.Intake;
import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.connector.plan.ReadPlan;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.connector.track.Tracker;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Source;
import dev.tidemark.lineage.Exclusion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * One topic as a stream of decoded rows, with what the sink must know beside it.
 *
 * @param rows shaped as {@link SourceRow} says
 * @param rejected records for the quarantine, late ones among them
 * @param reports how far the topic was read, per epoch
 */
public record TidemarkSource(
    DataStream<RowData> rows, DataStream<Rejected> rejected, DataStream<EpochPart> reports) {
  static final OutputTag<EpochPart> REPORTS =
      new OutputTag<>("reports", TypeInformation.of(EpochPart.class));
  static final OutputTag<Rejected> REJECTED =
      new OutputTag<>("rejected", TypeInformation.of(Rejected.class));

  /** Reads a topic of the plan's definition, from the plan's start on or from restored state. */
  public static TidemarkSource of(StreamExecutionEnvironment env, RunPlan plan, Source contract) {
    String topic = contract.topic();
    return of(
        env,
        plan.reading(),
        contract,
        new SourceRow(contract),
        operator -> Optional.of(operator + "-" + topic));
  }

  /**
   * Reads a topic, whatever becomes of its rows.
   *
   * @param shape of the rows
   * @param uids where its operators keep their state
   */
  public static TidemarkSource of(
      StreamExecutionEnvironment env,
      ReadPlan plan,
      Source contract,
      SourceRow shape,
      SourceUids uids) {
    String topic = contract.topic();
    Duration lateness = lateness(contract.eventTime());
    SingleOutputStreamOperator<Intake> records =
        env.fromSource(
            new GuardedSource(kafka(plan, contract, shape), contract, plan),
            watermarks(lateness),
            "Read " + topic,
            Intake.type());
    uids.of("read").ifPresent(records::uid);
    SingleOutputStreamOperator<RowData> rows =
        records.transform(
            "Track " + topic,
            InternalTypeInfo.of(shape.type()),
            new Tracker(REPORTS, REJECTED, lateness));
    uids.of("track").ifPresent(rows::uid);
    int partitions = plan.start().offsets(topic).size();
    if (lateness != null && env.getParallelism() > partitions) {
      // A reader without a partition never has a watermark, and would hold back everybody's.
      records.setParallelism(partitions);
      rows.setParallelism(partitions);
    }
    return new TidemarkSource(rows, rows.getSideOutput(REJECTED), rows.getSideOutput(REPORTS));
  }

  private static KafkaSource<Intake> kafka(ReadPlan plan, Source contract, SourceRow shape) {
    Properties properties = new Properties();
    properties.putAll(defaults(plan));
    properties.putAll(plan.kafka());
    return KafkaSource.<Intake>builder()
        .setTopics(contract.topic())
        .setProperties(properties)
        .setStartingOffsets(new StartOffsets(plan.start().offsets(contract.topic())))
        .setDeserializer(
            new Decoder(contract, shape, plan.registryUrl(), exclusions(plan, contract)))
        .build();
  }

  /** A topic deleted and made again is another topic, of which nothing is left out. */
  private static List<Exclusion> exclusions(ReadPlan plan, Source contract) {
    String id = plan.start().topicIds().get(contract.topic());
    return plan.exclusions().stream().filter(e -> e.topicId().equals(id)).toList();
  }

  /** What a definition's user may override with {@code kafka.*}. */
  private static Map<String, String> defaults(ReadPlan plan) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put(ConsumerConfig.GROUP_ID_CONFIG, plan.group());
    defaults.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    defaults.put("partition.discovery.interval.ms", "10000");
    // Offsets live in checkpoints and tidemarks; a group's would only mislead.
    defaults.put("commit.offsets.on.checkpoint", "false");
    return defaults;
  }

  private static @Nullable Duration lateness(@Nullable EventTime eventTime) {
    return eventTime == null ? null : eventTime.lateness();
  }

  /**
   * Per partition, behind its newest event by the lateness, so that what the tracker lets through
   * is late for nobody downstream. Without a declared lateness there is no watermark at all.
   */
  private static WatermarkStrategy<Intake> watermarks(@Nullable Duration lateness) {
    if (lateness == null) {
      return WatermarkStrategy.noWatermarks();
    }
    return WatermarkStrategy.<Intake>forBoundedOutOfOrderness(lateness)
        .withTimestampAssigner((intake, kafkaTimestamp) -> intake.eventTime());
  }
}
