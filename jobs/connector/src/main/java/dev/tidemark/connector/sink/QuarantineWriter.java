package dev.tidemark.connector.sink;

import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.connector.track.EpochPart;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.io.TaskWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes rejected records into files of the quarantine table and hands the files to the aggregator
 * ahead of each barrier. A row's key is (topic id, partition, offset), written as an upsert: a
 * record that another run, or this one before a failure, quarantined already is replaced, not
 * doubled.
 */
final class QuarantineWriter extends AbstractStreamOperator<EpochPart>
    implements OneInputStreamOperator<Rejected, EpochPart> {
  private static final long serialVersionUID = 1L;

  private final TableWriters writers;
  private final Map<String, String> topicIds;
  private final String run;
  private transient @Nullable TaskWriter<RowData> writer;

  QuarantineWriter(TableWriters writers, Map<String, String> topicIds, String run) {
    this.writers = writers;
    this.topicIds = new HashMap<>(topicIds);
    this.run = run;
  }

  @Override
  public void open() throws Exception {
    super.open();
    var task = getRuntimeContext().getTaskInfo();
    writers.initialize(task.getIndexOfThisSubtask(), task.getAttemptNumber());
  }

  @Override
  public void processElement(StreamRecord<Rejected> element) throws IOException {
    if (writer == null) {
      writer = writers.create();
    }
    writer.write(row(element.getValue()));
  }

  private RowData row(Rejected rejected) {
    return GenericRowData.of(
        StringData.fromString(topicIds.get(rejected.topic)),
        rejected.partition,
        rejected.offset,
        StringData.fromString(rejected.topic),
        TimestampData.fromEpochMillis(rejected.timestamp),
        rejected.key,
        rejected.value,
        headers(rejected.headers),
        rejected.schemaId,
        StringData.fromString(rejected.reason),
        StringData.fromString(rejected.message),
        StringData.fromString(run));
  }

  private static @Nullable GenericMapData headers(
      @Nullable Map<String, byte @Nullable []> headers) {
    if (headers == null) {
      return null;
    }
    Map<StringData, byte @Nullable []> data = new HashMap<>();
    headers.forEach((name, value) -> data.put(StringData.fromString(name), value));
    return new GenericMapData(data);
  }

  @Override
  public void prepareSnapshotPreBarrier(long epoch) throws IOException {
    if (writer == null) {
      return;
    }
    WrittenFiles files = WrittenFiles.of(writer.complete(), writers.specs());
    writer = null;
    output.collect(new StreamRecord<>(EpochPart.quarantined(files.toBytes())));
  }

  @Override
  public void close() throws Exception {
    if (writer != null) {
      writer.close();
    }
    super.close();
  }
}
