package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.erase.Erasing;
import dev.tidemark.erase.ErasureReport;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.ErasureKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person is known in records that nobody could read, and only where it is the whole word. */
class ErasingFromQuarantineTest {
  @TempDir Path folder;
  private Prices prices;

  @BeforeEach
  void create() {
    prices = new Prices(folder);
    prices.live().startRun("r1", true);
    prices.commit("r1", 1);
  }

  @AfterEach
  void close() throws Exception {
    prices.close();
  }

  @Test
  void recordsWithThePersonGoWhereverItStands() {
    reject(0, "ann-17", "…");
    reject(1, "k", "{\"customer\":\"ann-17\",\"n\":1}");
    reject(2, "k", "ann-170;sann-17");
    reject(3, "k", avro("x", "ann-17", "y"));
    reject(4, "k", "bob-4");

    ErasureReport report = erase();

    assertThat(offsets()).containsExactly(2L, 4L);
    assertThat(report.quarantine().rows()).isEqualTo(3);
    assertThat(report.quarantineVersions()).isPositive();
  }

  @Test
  void recordsThatAreRejectedLaterStayOut() {
    reject(0, "k", "bob-4");
    erase();
    reject(1, "k", "name=ann-17");
    reject(2, "k", "name=eve-9");
    assertThat(offsets()).containsExactly(0L, 2L);
  }

  @Test
  void anEmptyQuarantineIsNoHindrance() {
    assertThat(erase().quarantine().rows()).isZero();
    reject(1, "k", "name=ann-17");
    assertThat(offsets()).isEmpty();
  }

  private ErasureReport erase() {
    ErasureKey key = ErasureKey.parse(prices.live().table().schema(), "price=ann-17");
    return Erasing.of(prices.catalog(), Prices.NAME, Clock.systemUTC())
        .perform(List.of(key), "test", "asked", what -> {});
  }

  private void reject(long offset, String key, String value) {
    reject(offset, key, value.getBytes(StandardCharsets.UTF_8));
  }

  private void reject(long offset, String key, byte[] value) {
    Epoch epoch = prices.epoch("r1", 1);
    prices.commit(
        new Epoch(
            epoch.tidemark(),
            epoch.dataFiles(),
            epoch.deleteFiles(),
            List.of(),
            List.of(file(offset, key, value)),
            List.of(),
            null));
  }

  /** As Avro writes them: zigzag length, then bytes; letters may follow at once. */
  private static byte[] avro(String... texts) {
    var bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      for (String text : texts) {
        encoder.writeString(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private DataFile file(long offset, String key, byte[] value) {
    Table quarantine = prices.live().quarantine();
    GenericRecord row = GenericRecord.create(quarantine.schema());
    Map.<String, Object>of(
            "topic_id",
            "topic-id",
            "partition",
            0,
            "offset",
            offset,
            "topic",
            "prices",
            "timestamp",
            OffsetDateTime.parse("2026-01-20T08:00:00Z"),
            "key",
            ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
            "value",
            ByteBuffer.wrap(value),
            "reason",
            "malformed",
            "message",
            "cannot be read",
            "run",
            "r1")
        .forEach(row::setField);
    String path = quarantine.locationProvider().newDataLocation("rows-" + UUID.randomUUID());
    var file = EncryptedFiles.plainAsEncryptedOutput(quarantine.io().newOutputFile(path));
    try (DataWriter<Record> writer =
        new GenericAppenderFactory(quarantine.schema())
            .newDataWriter(file, FileFormat.PARQUET, null)) {
      writer.write(row);
      writer.close();
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TreeSet<Long> offsets() {
    var found = new TreeSet<Long>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(prices.live().quarantine()).build()) {
      rows.forEach(row -> found.add((Long) row.getField("offset")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
