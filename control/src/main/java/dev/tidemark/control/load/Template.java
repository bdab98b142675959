package dev.tidemark.control.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A text made of a row, with holes in braces: {@code {column}}; {@code {#}}, the row's number in
 * its file; {@code {list.#}}, the number of the element in its list; {@code {column % 500}}, a
 * number from 0 to 499 that is always the same for the same value (its CRC-32 in UTF-8, modulo).
 *
 * @param text as a person wrote it, to be named in sentences
 */
record Template(String text, List<Piece> pieces) {
  private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)}");
  private static final Pattern BUCKET = Pattern.compile("(.+?)\\s*%\\s*([1-9]\\d{0,8})");
  private static final String NUMBER = "#";
  private static final String ITEM = ".#";

  Template {
    pieces = List.copyOf(pieces);
  }

  /** One piece of the text. */
  sealed interface Piece {
    record Text(String text) implements Piece {}

    record Column(String name) implements Piece {}

    record Bucket(String column, int of) implements Piece {}

    record Number() implements Piece {}

    record Item(String list) implements Piece {}
  }

  /** The value of one column as it is. */
  static Template column(String name) {
    return new Template(name, List.of(new Piece.Column(name)));
  }

  static Template parse(String text) {
    var pieces = new ArrayList<Piece>();
    Matcher hole = HOLE.matcher(text);
    int end = 0;
    while (hole.find()) {
      if (hole.start() > end) {
        pieces.add(new Piece.Text(text.substring(end, hole.start())));
      }
      pieces.add(piece(hole.group(1)));
      end = hole.end();
    }
    if (end < text.length()) {
      pieces.add(new Piece.Text(text.substring(end)));
    }
    return new Template(text, pieces);
  }

  private static Piece piece(String hole) {
    if (hole.equals(NUMBER)) {
      return new Piece.Number();
    }
    if (hole.endsWith(ITEM)) {
      return new Piece.Item(hole.substring(0, hole.length() - ITEM.length()));
    }
    Matcher bucket = BUCKET.matcher(hole);
    return bucket.matches()
        ? new Piece.Bucket(bucket.group(1), Integer.parseInt(bucket.group(2)))
        : new Piece.Column(hole);
  }

  /** The columns that it reads. */
  Set<String> columns() {
    var columns = new TreeSet<String>();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Column column) {
        columns.add(column.name());
      } else if (piece instanceof Piece.Bucket bucket) {
        columns.add(bucket.column());
      }
    }
    return columns;
  }

  /** The lists of whose elements it takes the number. */
  List<String> lists() {
    return pieces.stream()
        .filter(Piece.Item.class::isInstance)
        .map(piece -> ((Piece.Item) piece).list())
        .toList();
  }

  /** Where a value comes from, for a person. */
  String source(Columns columns) {
    return pieces.size() == 1 && pieces.get(0) instanceof Piece.Column column
        ? columns.text(columns.slot(column.name()))
        : "the template " + text;
  }

  /**
   * Finds the columns once for all rows.
   *
   * @param absent texts of a column that mean that it has no value
   */
  Bound bind(Columns columns, Set<String> absent) {
    int[] slots = new int[pieces.size()];
    for (int i = 0; i < slots.length; i++) {
      Piece piece = pieces.get(i);
      if (piece instanceof Piece.Column column) {
        slots[i] = columns.slot(column.name());
      } else if (piece instanceof Piece.Bucket bucket) {
        slots[i] = columns.slot(bucket.column());
      }
    }
    return new Bound(List.copyOf(pieces), slots, absent);
  }

  /** A template whose columns are known by slot. */
  static final class Bound {
    private final List<Piece> pieces;
    private final int[] slots;
    private final Set<String> absent;

    private Bound(List<Piece> pieces, int[] slots, Set<String> absent) {
      this.pieces = pieces;
      this.slots = slots;
      this.absent = absent;
    }

    /** The text; null as soon as one of its columns has no value. */
    @Nullable String of(Line.Row row) {
      if (slots.length == 1) {
        return text(0, row);
      }
      var text = new StringBuilder();
      for (int i = 0; i < slots.length; i++) {
        String piece = text(i, row);
        if (piece == null) {
          return null;
        }
        text.append(piece);
      }
      return text.toString();
    }

    private @Nullable String text(int index, Line.Row row) {
      Piece piece = pieces.get(index);
      if (piece instanceof Piece.Column) {
        return value(index, row);
      }
      if (piece instanceof Piece.Text text) {
        return text.text();
      }
      if (piece instanceof Piece.Bucket bucket) {
        String value = value(index, row);
        return value == null ? null : bucket(value, bucket.of());
      }
      return piece instanceof Piece.Item
          ? Integer.toString(row.position().item())
          : Long.toString(row.position().number());
    }

    private @Nullable String value(int index, Line.Row row) {
      String value = row.value(slots[index]);
      return value == null || absent.contains(value) ? null : value;
    }

    private static String bucket(String value, int of) {
      var crc = new CRC32();
      crc.update(value.getBytes(StandardCharsets.UTF_8));
      return Long.toString(crc.getValue() % of);
    }
  }
}
