package dev.tidemark.yaml;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The accepted form of one value: how it is described to a person, and how it is read.
 *
 * @param accepted the end of the sentence "accepted is …", for example {@code true or false}
 * @param reader empty if the text does not have the form
 */
public record Form<T>(String accepted, Function<String, Optional<T>> reader) {

  public static final Form<String> TEXT =
      new Form<>(
          "some text", text -> text.isBlank() ? Optional.empty() : Optional.of(text.strip()));

  public static final Form<Boolean> YES_NO =
      new Form<>(
          "true or false",
          text ->
              switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
              });

  /** A form made of a parser that throws {@link IllegalArgumentException} for anything else. */
  public static <T> Form<T> of(String accepted, Function<String, T> parser) {
    return new Form<>(
        accepted,
        text -> {
          try {
            return Optional.of(parser.apply(text));
          } catch (IllegalArgumentException notOfThisForm) {
            return Optional.empty();
          }
        });
  }

  public static Form<String> matching(String accepted, Pattern pattern) {
    return new Form<>(
        accepted, text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  public static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
    var names = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      names.append(names.isEmpty() ? "" : ", ").append(written(constant));
    }
    return new Form<>(
        "one of " + names,
        text -> {
          for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(text)) {
              return Optional.of(constant);
            }
          }
          return Optional.empty();
        });
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
