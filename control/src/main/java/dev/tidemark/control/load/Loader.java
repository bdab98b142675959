package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends the records of rows to one topic. Counts what the broker has acknowledged; the first record
 * that it refuses for good ends the load.
 */
final class Loader {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final RecordMaker maker;
  private final Pace pace;
  private final AtomicReference<Exception> refusal = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile Settled settled = new Settled(0);
  private volatile long lines;
  private volatile long unfit;

  /** The last row whose record was given to the producer, or that was found unfit and reported. */
  private volatile long handedOver;

  private long tombstones;

  Loader(Producer<byte[], byte[]> producer, String topic, RecordMaker maker, Pace pace) {
    this.producer = producer;
    this.topic = topic;
    this.maker = maker;
    this.pace = pace;
  }

  /**
   * What is loaded.
   *
   * @param rows empty at the end; throws {@link CommandFailure} where the rest cannot be read
   * @param skipped rows of the file before the first of these
   * @param stop ends the load between two rows
   */
  record Input(Supplier<Optional<Line>> rows, long skipped, Stop stop) {}

  /** What to do with a row that does not fit. */
  interface UnfitLines {
    /**
     * @param ordinal how many-th row of the file it is
     * @return whether to go on
     */
    boolean take(Line line, long ordinal, UnfitException reason);
  }

  /** How a load ended. */
  sealed interface End {
    /** All rows were read. */
    record Complete() implements End {}

    /** It was asked to, by {@link Input#stop}. */
    record Stopped() implements End {}

    /** By a row that does not fit. */
    record Unfit() implements End {}

    /** The rest of the file cannot be read, for this reason. */
    record Unreadable(CommandFailure reason) implements End {}

    /** The broker refused a record or stayed away. */
    record Refused(Exception reason) implements End {}
  }

  /**
   * What was done.
   *
   * @param lines rows read
   * @param sent records that the broker has acknowledged, tombstones among them
   */
  record Result(long lines, long sent, long tombstones, long unfit, End end) {
    boolean isComplete() {
      return end instanceof End.Complete;
    }
  }

  /**
   * Sends until the rows end, or something ends it.
   *
   * @param atEachLine called after every row, by this thread
   */
  Result load(Input input, UnfitLines unfitLines, Consumer<Loader> atEachLine)
      throws InterruptedException {
    settled = new Settled(input.skipped());
    handedOver = input.skipped();
    End end = read(input, unfitLines, atEachLine);
    producer.flush();
    Exception failure = refusal.get();
    return new Result(
        lines,
        acknowledged.get(),
        tombstones,
        unfit,
        failure == null ? end : new End.Refused(failure));
  }

  private End read(Input input, UnfitLines unfitLines, Consumer<Loader> atEachLine)
      throws InterruptedException {
    while (refusal.get() == null) {
      pace.await();
      Optional<Line> line;
      try {
        line = input.rows().get();
      } catch (CommandFailure unreadable) {
        return new End.Unreadable(unreadable);
      }
      if (input.stop().isAsked()) {
        return new End.Stopped();
      }
      if (line.isEmpty()) {
        return new End.Complete();
      }
      if (!load(line.get(), input, unfitLines)) {
        return input.stop().isAsked() ? new End.Stopped() : new End.Unfit();
      }
      atEachLine.accept(this);
    }
    return new End.Refused(refusal.get());
  }

  String topic() {
    return topic;
  }

  /** Rows read. */
  long lines() {
    return lines;
  }

  long unfit() {
    return unfit;
  }

  /** Rows behind the settled ones that were handed to the producer: in the topic or not. */
  long open() {
    return handedOver - settled.upTo();
  }

  Settled settled() {
    return settled;
  }

  /** Returns whether to go on. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread loads, others only look
  private boolean load(Line line, Input input, UnfitLines unfitLines) throws InterruptedException {
    lines++;
    long ordinal = input.skipped() + lines;
    try {
      Outgoing record = make(line, ordinal);
      if (record.timestamp() != null) {
        maker.times().await(record.timestamp());
      }
      if (input.stop().isAsked()) {
        return false;
      }
      handedOver = ordinal;
      send(record, ordinal);
      return true;
    } catch (UnfitException reason) {
      unfit++;
      boolean goOn = unfitLines.take(line, ordinal, reason);
      if (goOn) {
        handedOver = ordinal;
        settled.add(ordinal);
      }
      return goOn;
    }
  }

  private Outgoing make(Line line, long ordinal) throws UnfitException {
    if (line instanceof Line.Row row) {
      return maker.make(row, ordinal);
    }
    throw new UnfitException(List.of(((Line.Broken) line).misfit()));
  }

  private void send(Outgoing record, long ordinal) {
    if (record.value() == null) {
      tombstones++;
    }
    try {
      producer.send(
          new ProducerRecord<>(topic, null, record.timestamp(), record.key(), record.value()),
          (position, failure) -> {
            if (failure == null) {
              acknowledged.incrementAndGet();
              settled.add(ordinal);
            } else {
              refusal.compareAndSet(null, failure);
            }
          });
    } catch (KafkaException failure) {
      refusal.compareAndSet(null, failure);
    }
  }
}
