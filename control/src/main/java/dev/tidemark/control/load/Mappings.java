package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.yaml.Problem;
import dev.tidemark.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds mappings: those that travel with the command, by name, and others by path. */
final class Mappings {
  static final List<String> BUILT_IN =
      List.of(
          "agent-airline-runs",
          "agent-dialogues",
          "complete-journey-accounts",
          "complete-journey-campaigns",
          "complete-journey-coupon-redemptions",
          "complete-journey-products",
          "complete-journey-purchases",
          "online-retail-order-lines",
          "online-retail-product-updates");

  private Mappings() {}

  /**
   * The mapping of this name or path.
   *
   * @throws CommandFailure if there is none, or with all its problems
   */
  static Mapping named(String nameOrPath) {
    try {
      if (BUILT_IN.contains(nameOrPath)) {
        try (InputStream in =
            Mappings.class.getResourceAsStream("/mappings/" + nameOrPath + ".yaml")) {
          return parse(nameOrPath, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      Path file = Path.of(nameOrPath);
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure(
            "There is no mapping \"%s\". Use the path of a YAML file, or one of %s."
                .formatted(nameOrPath, String.join(", ", BUILT_IN)));
      }
      return parse(nameOrPath, Files.readString(file));
    } catch (IOException unreadable) {
      throw new CommandFailure(
          "Cannot read the mapping %s: %s. Check the file and its permissions."
              .formatted(nameOrPath, unreadable));
    }
  }

  static Mapping parse(String name, String yaml) {
    var document = YamlDocument.of(yaml);
    Mapping mapping = document.isReadable() ? new MappingReader(name, document).read() : null;
    if (mapping == null || !document.problems().isEmpty()) {
      throw new CommandFailure(Problem.sentence("the mapping " + name, document.problems()));
    }
    return mapping;
  }
}
