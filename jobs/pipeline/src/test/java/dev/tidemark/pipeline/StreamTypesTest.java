package dev.tidemark.pipeline;

import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.connector.track.NewestEvent;
import dev.tidemark.connector.track.Report;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses the network or lies in state has a schema of its own and never goes to Kryo. */
class StreamTypesTest {
  @ParameterizedTest
  @ValueSource(classes = {Rejected.class, EpochPart.class, Report.class, NewestEvent.class})
  void streamTypesAreFlinkPojos(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
