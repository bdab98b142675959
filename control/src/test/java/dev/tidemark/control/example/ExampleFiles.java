package dev.tidemark.control.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A definition in a folder, with one case to be filled. */
final class ExampleFiles {
  private static final String STOCK =
      """
      table: shop.stock
      description: Pieces in stock.
      kind: upsert
      pipeline: stock
      primary-key: [product]
      sources:
        - topic: stock-updates
          key: string
          key-fields:
            - {name: product, type: string, required: true}
          tombstones: true
          event-time: {field: counted_at}
          fields:
            - {name: product, type: string, required: true}
            - {name: pieces, type: int, required: true}
            - {name: price, type: "decimal(6,2)"}
            - {name: photo, type: binary}
            - {name: counted_at, type: timestamptz, required: true}
        - topic: movements
          key: avro
          key-fields:
            - {name: product, type: string, required: true}
            - {name: place, type: int, required: true}
          fields:
            - {name: product, type: string, required: true}
      columns:
        - {name: product, type: string, required: true}
        - {name: pieces, type: int, required: true}
        - {name: price, type: "decimal(6,2)"}
        - {name: counted_at, type: timestamptz, required: true}
      """;

  private final Path folder;

  ExampleFiles(Path temporary) throws IOException {
    this.folder = Files.createDirectories(temporary.resolve("stock"));
    Files.writeString(folder.resolve("table.yaml"), STOCK);
  }

  Path folder() {
    return folder;
  }

  /** Writes a file of the case; the path is the case's. */
  Path write(String file, String... lines) throws IOException {
    Path path = folder.resolve("examples/counted").resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, String.join("\n", lines));
  }

  /** The one case. */
  Example read() {
    var faults = new Faults();
    Example example = ExampleReader.read(folder, faults).get(0);
    faults.refuseIfAny();
    return example;
  }
}
