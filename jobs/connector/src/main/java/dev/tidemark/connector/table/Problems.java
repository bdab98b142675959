package dev.tidemark.connector.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.ValidationException;

/** All that is wrong with a table or a statement, said at once. */
final class Problems {
  private final String where;
  private final List<String> sentences = new ArrayList<>();

  /**
   * @param where what cannot be done, as the beginning of a sentence: {@code Cannot read …}
   */
  Problems(String where) {
    this.where = where;
  }

  void add(String sentence, Object... values) {
    sentences.add(sentence.formatted(values));
  }

  /**
   * @throws ValidationException if there is a problem
   */
  void refuseIfAny() {
    if (sentences.size() == 1) {
      throw new ValidationException(where + ": " + sentences.get(0));
    }
    if (!sentences.isEmpty()) {
      throw new ValidationException(
          where
              + ", for %d reasons:\n- ".formatted(sentences.size())
              + String.join("\n- ", sentences));
    }
  }
}
