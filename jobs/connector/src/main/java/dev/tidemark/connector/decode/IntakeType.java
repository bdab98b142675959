package dev.tidemark.connector.decode;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The type of {@link Intake}, which goes only from the source to the tracker chained to it: it is
 * immutable, so a copy is itself, and writing it to the network is refused rather than made slow
 * and silent.
 */
final class IntakeType extends TypeInformation<Intake> {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<Intake> getTypeClass() {
    return Intake.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<Intake> createSerializer(SerializerConfig config) {
    return InChain.INSTANCE;
  }

  @Override
  public String toString() {
    return "Intake";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntakeType;
  }

  @Override
  public int hashCode() {
    return IntakeType.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof IntakeType;
  }

  static final class InChain extends TypeSerializerSingleton<Intake> {
    private static final long serialVersionUID = 1L;
    static final InChain INSTANCE = new InChain();

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public Intake createInstance() {
      return Intake.rejected(
          new ConsumerRecord<>("", 0, 0, null, null),
          Intake.NO_SCHEMA,
          Rejected.Reason.NULL_VALUE,
          "");
    }

    @Override
    public Intake copy(Intake from) {
      return from;
    }

    @Override
    public Intake copy(Intake from, Intake reuse) {
      return from;
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public void serialize(Intake record, DataOutputView target) throws IOException {
      throw unchained();
    }

    @Override
    public Intake deserialize(DataInputView source) throws IOException {
      throw unchained();
    }

    @Override
    public Intake deserialize(Intake reuse, DataInputView source) throws IOException {
      throw unchained();
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
      throw unchained();
    }

    private static IOException unchained() {
      return new IOException(
          "The source and its tracker are not chained into one task. Set"
              + " pipeline.operator-chaining.enabled: true and leave their parallelism equal.");
    }

    @Override
    public TypeSerializerSnapshot<Intake> snapshotConfiguration() {
      return new Snapshot();
    }

    /** Named by Flink in checkpoints, therefore public. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Intake> {
      public Snapshot() {
        super(() -> INSTANCE);
      }
    }
  }
}
