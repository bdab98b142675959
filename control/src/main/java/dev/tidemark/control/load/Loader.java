package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends the records of lines to one topic. Counts what the broker has acknowledged; the first
 * record that it refuses for good ends the load.
 */
final class Loader {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final RecordMaker maker;
  private final Pace pace;
  private final AtomicReference<Exception> refusal = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile long lines;
  private volatile long unfit;
  private long tombstones;

  Loader(Producer<byte[], byte[]> producer, String topic, RecordMaker maker, Pace pace) {
    this.producer = producer;
    this.topic = topic;
    this.maker = maker;
    this.pace = pace;
  }

  /** What to do with a line that does not fit. */
  interface UnfitLines {
    /**
     * @return whether to go on
     */
    boolean take(long line, String reason);
  }

  /**
   * What was done.
   *
   * @param sent records that the broker has acknowledged, tombstones among them
   * @param isComplete false if a line that does not fit ended the load
   */
  record Result(long lines, long sent, long tombstones, long unfit, boolean isComplete) {}

  /**
   * Sends until the lines end.
   *
   * @param lines empty at the end
   * @param atEachLine called after every line, by this thread
   * @throws CommandFailure if the broker refuses a record or stays away
   */
  Result load(Supplier<Optional<Line>> lines, UnfitLines unfitLines, Consumer<Loader> atEachLine)
      throws InterruptedException {
    boolean goOn = true;
    for (Optional<Line> line = lines.get(); line.isPresent(); line = lines.get()) {
      pace.await();
      goOn = load(line.get(), unfitLines);
      if (!goOn) {
        break;
      }
      atEachLine.accept(this);
      failIfRefused();
    }
    producer.flush();
    failIfRefused();
    return new Result(this.lines, acknowledged.get(), tombstones, unfit, goOn);
  }

  long lines() {
    return lines;
  }

  long unfit() {
    return unfit;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread loads, others only look
  private boolean load(Line line, UnfitLines unfitLines) {
    lines++;
    try {
      send(make(line));
      return true;
    } catch (UnfitException reason) {
      unfit++;
      return unfitLines.take(line.number(), reason.getMessage());
    }
  }

  private Outgoing make(Line line) throws UnfitException {
    if (line instanceof Line.Row row) {
      return maker.make(row);
    }
    throw new UnfitException(((Line.Broken) line).reason());
  }

  private void send(Outgoing record) {
    if (record.value() == null) {
      tombstones++;
    }
    try {
      producer.send(
          new ProducerRecord<>(topic, null, record.timestamp(), record.key(), record.value()),
          (position, failure) -> {
            if (failure == null) {
              acknowledged.incrementAndGet();
            } else {
              refusal.compareAndSet(null, failure);
            }
          });
    } catch (KafkaException failure) {
      refusal.compareAndSet(null, failure);
    }
  }

  private void failIfRefused() {
    Exception failure = refusal.get();
    if (failure != null) {
      throw new CommandFailure(
          "Cannot send to the topic %s: %s. %d records of %d lines were acknowledged before; loading the file again would send them twice."
              .formatted(topic, failure.getMessage(), acknowledged.get(), lines),
          failure);
    }
  }
}
