package dev.tidemark.tests.reference;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Sent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event where it lies.
 *
 * @param event of a kind that the topic is known to hold
 * @param at when it happened
 */
record Positioned<E extends Event>(E event, Instant at, Sent sent) {
  /** What is newest: event time to the microsecond, then partition, offset; within one topic. */
  static final Comparator<Positioned<?>> ORDER =
      Comparator.<Positioned<?>, Instant>comparing(Positioned::at)
          .thenComparing(p -> p.sent().partition())
          .thenComparing(p -> p.sent().offset());

  /** Those of one kind, each at its own time. */
  static <E extends Event> List<Positioned<E>> of(
      Collection<Sent> events, Class<E> kind, Function<E, Instant> time) {
    return events.stream()
        .filter(sent -> kind.isInstance(sent.event()))
        .map(
            sent ->
                new Positioned<>(
                    kind.cast(sent.event()), time.apply(kind.cast(sent.event())), sent))
        .toList();
  }

  /** Those that say that something is gone: they happen at the record's Kafka timestamp. */
  static <E extends Event> List<Positioned<E>> removals(Collection<Sent> events, Class<E> kind) {
    return events.stream()
        .filter(sent -> kind.isInstance(sent.event()))
        .map(
            sent ->
                new Positioned<>(
                    kind.cast(sent.event()), Instant.ofEpochMilli(sent.record().timestamp()), sent))
        .toList();
  }

  /** The newest state of each key that is not removed after it. */
  static <S extends Event, R extends Event> Collection<S> states(
      List<Positioned<S>> states,
      Function<S, String> key,
      List<Positioned<R>> removals,
      Function<R, String> removedKey) {
    HashMap<String, Positioned<S>> newest = new HashMap<>();
    for (Positioned<S> state : states) {
      newest.merge(key.apply(state.event()), state, Positioned::newer);
    }
    for (Positioned<R> removal : removals) {
      String removed = removedKey.apply(removal.event());
      @Nullable Positioned<S> state = newest.get(removed);
      if (state != null && ORDER.compare(removal, state) > 0) {
        newest.remove(removed);
      }
    }
    return newest.values().stream().map(Positioned::event).toList();
  }

  private static <E extends Event> Positioned<E> newer(Positioned<E> a, Positioned<E> b) {
    return ORDER.compare(a, b) >= 0 ? a : b;
  }
}
