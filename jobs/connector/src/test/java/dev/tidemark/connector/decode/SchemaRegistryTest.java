package dev.tidemark.connector.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.connector.decode.Rejected.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What decode makes of a registry that does not know, does not answer, or knows another schema. */
class SchemaRegistryTest {
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
  void unknownSchemaIdIsRejectedAndNotAskedForAgainAtOnce() throws Exception {
    byte[] unknown = AvroBytes.of(99, Lines.WRITTEN, Lines::fill);
    List<Intake> intakes = registry.decodeAll(Lines.contract(), List.of(unknown, unknown, unknown));
    assertThat(intakes).allMatch(intake -> intake.reason() == Reason.UNKNOWN_SCHEMA);
    assertThat(intakes.get(0).message()).isEqualTo("The registry does not know schema id 99");
    assertThat(registry.asked).hasValue(3);
  }

  @Test
  void manyUnknownSchemaIdsUseUpThePatienceWithThem() throws Exception {
    List<byte[]> unknown = new ArrayList<>();
    for (int id = 100; id < 300; id++) {
      unknown.add(AvroBytes.of(id, Lines.WRITTEN, Lines::fill));
    }
    List<Intake> intakes = registry.decodeAll(Lines.contract(), unknown);
    assertThat(intakes).allMatch(intake -> intake.reason() == Reason.UNKNOWN_SCHEMA);
    assertThat(registry.asked).hasValue(10 * 3 + 190);
  }

  @Test
  void notFoundFromAGatewayRejectsNothing() throws Exception {
    registry.notFound = "<html>no backend</html>";
    byte[] unknown = AvroBytes.of(99, Lines.WRITTEN, Lines::fill);
    Thread registers =
        new Thread(
            () -> {
              await().until(() -> registry.asked.get() > 4);
              registry.schemas.put(99, Lines.WRITTEN.toString());
            });
    registers.start();

    assertThat(registry.decode(Lines.contract(), unknown).row()).isNotNull();
    registers.join();
  }

  @Test
  void registryThatIsAwayIsWaitedFor() throws Exception {
    registry.failures.set(4);
    assertThat(registry.decode(Lines.contract(), Lines.line(r -> {})).row()).isNotNull();
    assertThat(registry.asked).hasValue(5);
  }

  @Test
  void schemaThatCannotKeepTheContractNamesEveryObstacle() throws Exception {
    Schema other =
        Lines.schema(
            """
            {"type":"record","name":"Other","fields":[
              {"name":"code","type":"int"},
              {"name":"quantity","type":"int"},
              {"name":"at","type":{"type":"long","logicalType":"local-timestamp-millis"}}]}
            """);
    registry.schemas.put(8, other.toString());
    byte[] bytes =
        AvroBytes.of(
            8,
            other,
            r -> {
              r.put("code", 1);
              r.put("quantity", 1);
              r.put("at", 0L);
            });

    Intake intake = registry.decode(Lines.contract(), bytes);

    assertThat(intake.reason()).isEqualTo(Reason.SCHEMA_MISMATCH);
    assertThat(intake.message())
        .isEqualTo(
            "In schema 8 (Other): code is \"int\", wanted string; at is"
                + " {\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}, wanted timestamptz;"
                + " it lacks price (decimal(10,3), required)");
  }
}
