package dev.tidemark.control.load;

import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the values of one field, of rows with known columns. One thread. */
abstract sealed class FieldMaker {
  private final Field field;

  private FieldMaker(Field field) {
    this.field = field;
  }

  static FieldMaker of(MappedField field, Columns columns) {
    return field.origin() instanceof MappedField.Origin.Text text
        ? new OfText(field, text.template(), columns)
        : new Spaced(field.field(), (MappedField.Origin.Spaced) field.origin());
  }

  final String name() {
    return field.name();
  }

  /**
   * The value for Avro; null for none.
   *
   * @param ordinal how many-th row of the file it is, counted from 1
   */
  abstract @Nullable Object value(Line.Row row, long ordinal) throws UnfitException;

  /** The row's value does not fit. */
  final UnfitException unfit(Line.Row row, String found, String accepted) {
    return new UnfitException(List.of(new Misfit(name(), source(row), found, accepted)));
  }

  /** What the value is made of, for a person; empty if of no column. */
  abstract String source(Line.Row row);

  /** Of columns. */
  private static final class OfText extends FieldMaker {
    private final MappedField field;
    private final Template template;
    private final Template.Bound bound;

    /** The last time read: rows that follow each other often have the same. */
    private @Nullable String lastText;

    private @Nullable Long lastTime;

    OfText(MappedField field, Template template, Columns columns) {
      super(field.field());
      this.field = field;
      this.template = template;
      this.bound = template.bind(columns, field.absent());
    }

    @Override
    @Nullable Object value(Line.Row row, long ordinal) throws UnfitException {
      String text = bound.of(row);
      if (text == null) {
        if (field.field().required()) {
          throw unfit(row, "nothing", field.field().type().text());
        }
        return null;
      }
      if (text.equals(lastText)) {
        return lastTime;
      }
      try {
        Object value = field.reader().read(cut(text));
        if (value instanceof Long time && field.field().type() == FieldType.TIMESTAMPTZ) {
          lastText = text;
          lastTime = time;
        }
        return value;
      } catch (UnfitException unfit) {
        Misfit of = unfit.misfits().get(0);
        throw unfit(row, of.found(), of.accepted());
      }
    }

    private String cut(String text) {
      String suffix = field.removeSuffix();
      return !suffix.isEmpty() && text.endsWith(suffix)
          ? text.substring(0, text.length() - suffix.length())
          : text;
    }

    @Override
    String source(Line.Row row) {
      return template.source(row.columns());
    }
  }

  /** Of the row's place in the file. */
  private static final class Spaced extends FieldMaker {
    private final long start;
    private final long every;

    Spaced(Field field, MappedField.Origin.Spaced spaced) {
      super(field);
      this.start = spaced.start().toEpochMilli();
      this.every = spaced.every().toMillis();
    }

    @Override
    Object value(Line.Row row, long ordinal) {
      return start + (ordinal - 1) * every;
    }

    @Override
    String source(Line.Row row) {
      return "";
    }
  }
}
