package dev.tidemark.control.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a mapping reads. A row holds their values in this order, so that nothing is
 * looked up by name for each row.
 */
final class Columns {
  private final List<String> names;
  private final int[] numbers;
  private final Map<String, Integer> slots = new HashMap<>();

  private Columns(List<String> names, int[] numbers) {
    this.names = names;
    this.numbers = numbers;
    for (int slot = 0; slot < names.size(); slot++) {
      slots.put(names.get(slot), slot);
    }
  }

  static Columns of(Iterable<String> names) {
    List<String> list = new ArrayList<>();
    names.forEach(list::add);
    return new Columns(List.copyOf(list), new int[list.size()]);
  }

  /** The same columns in a file whose header is this; a column that it lacks has no number. */
  Columns under(List<String> header) {
    int[] found = new int[names.size()];
    for (int slot = 0; slot < found.length; slot++) {
      found[slot] = header.indexOf(names.get(slot)) + 1;
    }
    return new Columns(names, found);
  }

  int size() {
    return names.size();
  }

  List<String> names() {
    return names;
  }

  String name(int slot) {
    return names.get(slot);
  }

  /**
   * @throws IllegalArgumentException if the mapping does not read this column
   */
  int slot(String name) {
    Integer slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "There is no column %s, only %s. Name one of them.".formatted(name, names));
    }
    return slot;
  }

  /** The values of a row in this order, of what it is by name. */
  @Nullable String[] values(Map<String, String> byName) {
    return names.stream().map(byName::get).toArray(String[]::new);
  }

  /** For a person: the name, and the number in the file where columns have one. */
  String text(int slot) {
    return numbers[slot] == 0 ? name(slot) : "column " + numbers[slot] + ", " + name(slot);
  }
}
