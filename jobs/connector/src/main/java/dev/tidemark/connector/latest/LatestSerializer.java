package dev.tidemark.connector.latest;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * {@link Latest} as 21 bytes: event time, partition, offset, present. Every checkpoint writes all
 * keys, and as a Flink POJO each would take twice as many bytes and a reflective call per field.
 *
 * <p>Checkpoints hold these bytes and the name of {@link Snapshot}; never change either.
 */
final class LatestSerializer extends TypeSerializerSingleton<Latest> {
  private static final long serialVersionUID = 1L;
  static final LatestSerializer INSTANCE = new LatestSerializer();

  private static final int LENGTH = Long.BYTES + Integer.BYTES + Long.BYTES + 1;

  private LatestSerializer() {}

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Latest createInstance() {
    return new Latest(0, 0, 0, false);
  }

  @Override
  public Latest copy(Latest from) {
    return from;
  }

  @Override
  public Latest copy(Latest from, Latest reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return LENGTH;
  }

  @Override
  public void serialize(Latest latest, DataOutputView target) throws IOException {
    target.writeLong(latest.eventTime());
    target.writeInt(latest.partition());
    target.writeLong(latest.offset());
    target.writeBoolean(latest.present());
  }

  @Override
  public Latest deserialize(DataInputView source) throws IOException {
    return new Latest(source.readLong(), source.readInt(), source.readLong(), source.readBoolean());
  }

  @Override
  public Latest deserialize(Latest reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    target.write(source, LENGTH);
  }

  @Override
  public TypeSerializerSnapshot<Latest> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named by Flink in checkpoints and made by it, therefore public. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Latest> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
