package dev.tidemark.control.load;

import dev.tidemark.definition.Field;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one field of the record is made of a row.
 *
 * @param template text with columns in braces, {@code {InvoiceNo}}; {@code {#}} is the line's
 *     number
 * @param absent texts of a column that mean that there is no value
 * @param removeSuffix cut off the text if it is there; empty cuts nothing
 */
record MappedField(
    Field field, Template template, Set<String> absent, String removeSuffix, ValueReader reader) {

  /** The value for Avro; empty for null. */
  Optional<Object> value(Line.Row row) throws UnfitException {
    Optional<String> text = template.of(row, absent);
    if (text.isEmpty()) {
      if (field.required()) {
        throw new UnfitException(
            field.name() + ": found nothing, accepted is " + field.type().text());
      }
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(cut(text.get())));
    } catch (UnfitException unfit) {
      throw new UnfitException(field.name() + ": " + unfit.getMessage());
    }
  }

  private String cut(String text) {
    return !removeSuffix.isEmpty() && text.endsWith(removeSuffix)
        ? text.substring(0, text.length() - removeSuffix.length())
        : text;
  }

  /** A text made of columns; absent as soon as one of its columns is. */
  record Template(String text, boolean isOneColumn) {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)}");

    static Template column(String name) {
      return new Template(name, true);
    }

    static Template parse(String text) {
      return new Template(text, false);
    }

    Set<String> columns() {
      if (isOneColumn) {
        return Set.of(text);
      }
      return HOLE.matcher(text)
          .results()
          .map(hole -> hole.group(1))
          .filter(name -> !name.equals("#"))
          .collect(Collectors.toSet());
    }

    Optional<String> of(Line.Row row, Set<String> absent) {
      if (isOneColumn) {
        return row.value(text).filter(value -> !absent.contains(value));
      }
      for (String column : columns()) {
        if (row.value(column).filter(value -> !absent.contains(value)).isEmpty()) {
          return Optional.empty();
        }
      }
      return Optional.of(
          HOLE.matcher(text)
              .replaceAll(
                  hole ->
                      Matcher.quoteReplacement(
                          hole.group(1).equals("#")
                              ? Long.toString(row.number())
                              : row.value(hole.group(1)).orElseThrow())));
    }
  }
}
