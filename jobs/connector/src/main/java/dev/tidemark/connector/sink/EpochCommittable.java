package dev.tidemark.connector.sink;

import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TimestampHistogram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.iceberg.PartitionSpec;

/**
 * One epoch on its way from the aggregator to the committer, and in the committer's state until it
 * landed: the stamp and both tables' files.
 *
 * @param summary the tidemark as {@code Tidemark.toSummary} writes it: the table's format is the
 *     state's format too, so that there is one to keep compatible
 * @param recordTimestamps as {@code TimestampHistogram} writes it; empty for none
 */
record EpochCommittable(
    Map<String, String> summary,
    WrittenFiles files,
    WrittenFiles quarantined,
    byte[] recordTimestamps) {

  Tidemark tidemark() {
    return Tidemark.fromSummary(summary)
        .orElseThrow(() -> new IllegalStateException("The job's state has an epoch without stamp"));
  }

  Epoch toEpoch(
      Tidemark stamped,
      Map<Integer, PartitionSpec> specs,
      Map<Integer, PartitionSpec> quarantineSpecs) {
    return new Epoch(
        stamped,
        files.dataFiles(specs),
        files.deleteFiles(specs),
        java.util.List.copyOf(files.referenced()),
        quarantined.dataFiles(quarantineSpecs),
        quarantined.deleteFiles(quarantineSpecs),
        recordTimestamps.length == 0 ? null : TimestampHistogram.fromBytes(recordTimestamps));
  }

  /** A tidemark's summary as bytes, for states that keep one. */
  static byte[] toBytes(Map<String, String> summary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(summary.size());
      for (Map.Entry<String, String> entry : summary.entrySet()) {
        writeBytes(out, entry.getKey().getBytes(StandardCharsets.UTF_8));
        writeBytes(out, entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static Map<String, String> summaryFromBytes(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Map<String, String> summary = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String key = new String(readBytes(in), StandardCharsets.UTF_8);
        summary.put(key, new String(readBytes(in), StandardCharsets.UTF_8));
      }
      return summary;
    }
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  static final class Serializer implements SimpleVersionedSerializer<EpochCommittable> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(EpochCommittable epoch) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        writeBytes(out, toBytes(epoch.summary));
        writeBytes(out, epoch.files.toBytes());
        writeBytes(out, epoch.quarantined.toBytes());
        writeBytes(out, epoch.recordTimestamps);
      }
      return bytes.toByteArray();
    }

    @Override
    public EpochCommittable deserialize(int version, byte[] bytes) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        return new EpochCommittable(
            summaryFromBytes(readBytes(in)),
            WrittenFiles.fromBytes(readBytes(in)),
            WrittenFiles.fromBytes(readBytes(in)),
            readBytes(in));
      }
    }
  }
}
