package dev.tidemark.control.example;

import dev.tidemark.definition.TableDefinition;
import java.nio.file.Path;
import java.util.List;

/**
 * One case of a definition.
 *
 * @param folder the definition's
 * @param name of the case
 * @param given all topics of the definition, those without events too
 */
record Example(
    Path folder,
    TableDefinition definition,
    String name,
    List<GivenTopic> given,
    List<Row> rows,
    List<ExpectedReject> rejects) {

  /** As people name it, like {@code order_lines/cancellation}. */
  String title() {
    return definitionName() + "/" + name;
  }

  /** The definition's folder by its name. */
  String definitionName() {
    return String.valueOf(folder.getFileName());
  }
}
