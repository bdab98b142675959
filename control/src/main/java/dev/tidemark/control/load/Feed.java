package dev.tidemark.control.load;

import dev.tidemark.control.Environment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Lines that flow into a topic in the background, at a rate, as events that happen now. A line that
 * does not fit is left out.
 */
public final class Feed implements AutoCloseable {
  private final Thread thread;
  private volatile @Nullable RuntimeException failure;

  private Feed(String name, Runnable work) {
    this.thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException ended) {
                failure = ended;
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Where the rows of a feed come from. */
  public interface Rows {
    /** The next row by column, or empty at the end. */
    Optional<Map<String, String>> next();
  }

  /**
   * Starts a feed of something else.
   *
   * @param work returns when its thread is interrupted
   */
  public static Feed of(String name, Runnable work) {
    return new Feed(name, work);
  }

  /**
   * Starts a feed.
   *
   * @param mapping name of a built-in mapping
   * @param rows called by the feed's thread alone
   * @param perSecond rows, at least 1
   */
  public static Feed start(Environment environment, String mapping, Rows rows, int perSecond) {
    Mapping read = Mappings.named(mapping);
    Receivers receivers = Receivers.of(environment);
    var maker = new RecordMaker(read, receivers.registry(), EventTimes.now(Clock.systemUTC()));
    return new Feed("feed-" + read.topic(), () -> flow(read, maker, rows, perSecond, receivers));
  }

  /** The rows of a file, over and over. */
  public static Rows repeating(Path file, String mapping) {
    return new RepeatedFile(file, Mappings.named(mapping));
  }

  /** What ended the feed early; empty while it flows, or if its rows ended. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns when nothing flows any more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void flow(
      Mapping mapping, RecordMaker maker, Rows rows, int perSecond, Receivers receivers) {
    try (Producer<byte[], byte[]> producer = receivers.producer()) {
      var loader = new Loader(producer, mapping.topic(), maker, Pace.perSecond(perSecond));
      loader.load(
          new Loader.Input(numbered(rows, Columns.of(mapping.columns())), 0, new Stop()),
          (line, ordinal, reason) -> true,
          each -> {});
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static Supplier<Optional<Line>> numbered(Rows rows, Columns columns) {
    return new Supplier<>() {
      private long number;

      @Override
      public Optional<Line> get() {
        number++;
        return rows.next()
            .map(values -> new Line.Row(Position.line(number), columns, columns.values(values)));
      }
    };
  }
}
