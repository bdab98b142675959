package dev.tidemark.connector.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.connector.decode.Rejected.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Columns that nobody wants are not built; the contract holds all the same. */
class WantedColumnsTest {
  private HandWrittenRegistry registry;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HandWrittenRegistry.start();
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  @Test
  void onlyWantedColumnsAreBuiltAndTheEventTime() throws Exception {
    Intake intake =
        registry.decode(
            SourceRow.of(
                Lines.contract(), Set.of("code", SourceRow.HEADERS, SourceRow.SCHEMA_ID), Set.of()),
            Lines.line(r -> r.put("customer", "17850")));

    RowData row = intake.row();
    assertThat(row.getArity()).isEqualTo(11);
    assertThat(row.getString(0)).hasToString("85123A");
    assertThat(List.of(row.isNullAt(1), row.isNullAt(2), row.isNullAt(4)))
        .containsExactly(true, true, true);
    assertThat(row.getTimestamp(3, 6).getMillisecond()).isEqualTo(1_291_191_960_123L);
    assertThat(row.getMap(9).size()).isZero();
    assertThat(row.getInt(10)).isEqualTo(7);
    assertThat(intake.eventTime()).isEqualTo(1_291_191_960_123L);
  }

  @Test
  void aRequiredFieldMustBeThereEvenIfNobodyWantsIt() throws Exception {
    Schema nullable =
        Lines.schema(
            Lines.WRITTEN
                .toString()
                .replace(
                    "{\"name\":\"quantity\",\"type\":\"int\"}",
                    "{\"name\":\"quantity\",\"type\":[\"null\",\"int\"]}"));
    registry.schemas.put(9, nullable.toString());
    SourceRow codeOnly = SourceRow.of(Lines.contract(), Set.of("code"), Set.of());

    Intake there = registry.decode(codeOnly, AvroBytes.of(9, nullable, Lines::fill));
    Intake missing =
        registry.decode(
            codeOnly,
            AvroBytes.of(
                9,
                nullable,
                r -> {
                  Lines.fill(r);
                  r.put("quantity", null);
                }));

    assertThat(there.row().isNullAt(1)).isTrue();
    assertThat(missing.reason()).isEqualTo(Reason.NULL_FIELD);
    assertThat(missing.message()).isEqualTo("Field quantity is null but required");
  }

  @Test
  void whatAColumnOfMillisecondsWouldCutIsRejected() throws Exception {
    Schema micros =
        Lines.schema(
            Lines.WRITTEN.toString().replace("\"timestamp-millis\"", "\"timestamp-micros\""));
    registry.schemas.put(10, micros.toString());
    SourceRow millis = SourceRow.of(Lines.contract(), Set.of("code"), Set.of("at"));

    Intake whole = registry.decode(millis, AvroBytes.of(10, micros, r -> Lines.fillAt(r, 5_000)));
    Intake cut = registry.decode(millis, AvroBytes.of(10, micros, r -> Lines.fillAt(r, 5_001)));

    assertThat(whole.row().getTimestamp(3, 3).getMillisecond()).isEqualTo(5);
    assertThat(cut.reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(cut.message()).contains("at holds", "precision 3 would cut");
  }
}
