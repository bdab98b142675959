package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tidemark.control.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {
  private static final Mapping MAPPING =
      Mappings.parse(
          "m",
          """
          topic: t
          schema: demo.T
          fields:
            - {name: id, from: id, type: long, required: true}
            - {name: city, from: user.city, type: string}
          """);
  private static final Mapping FLAT =
      Mappings.parse(
          "flat",
          """
          topic: t
          schema: demo.T
          fields:
            - {name: id, from: id, type: long, required: true}
            - {name: city, from: city, type: string}
          """);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.csv.gz", "a.CSV.zst", "a.gz.csv"})
  void whateverTheNameSaysTheFirstBytesTellHowItIsPacked(String name) throws IOException {
    byte[] csv = "id,city\n1,Oslo\n2,\n".getBytes(UTF_8);
    for (byte[] packed : List.of(csv, gzip(csv), Zstd.compress(csv))) {
      Path file = Files.write(folder.resolve(name), packed);
      assertThat(read(file, FLAT)).containsExactly("line 2: [Oslo, 1]", "line 3: [, 2]");
    }
  }

  @Test
  void tabsSeparateTheValuesOfATsv() throws IOException {
    Path file = Files.writeString(folder.resolve("a.tsv"), "id\tcity\n1\tOslo, Norway\n");
    assertThat(read(file, FLAT)).containsExactly("line 2: [Oslo, Norway, 1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"id\": 1}, {\"id\": 2}]", " \n[\n{\"id\": 1},\n{\"id\": 2}]"})
  void jsonThatBeginsWithABracketIsAList(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), json);
    assertThat(read(file, FLAT)).hasSize(2).allMatch(line -> line.startsWith("element "));
  }

  @Test
  void otherJsonIsAnObjectPerLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\"id\": 1}\n{\"id\": 2}\n");
    assertThat(read(file, FLAT)).containsExactly("line 1: [null, 1]", "line 2: [null, 2]");
  }

  @Test
  void aNestedListOfADocumentIsReadAsTheMappingSays() throws IOException {
    Mapping nested =
        Mappings.parse(
            "n",
            """
            topic: t
            schema: demo.T
            list: data.sessions
            each: turns
            fields:
              - {name: id, template: "{id}-{turns.#}", type: string}
              - {name: text, from: turns.text, type: string}
            """);
    Path file =
        Files.writeString(
            folder.resolve("a.json"),
            "{\"data\": {\"sessions\": [\n{\"id\": 7, \"turns\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}]}}");
    assertThat(read(file, nested))
        .containsExactly(
            "element 1 (line 2), item 1: [7, a]", "element 1 (line 2), item 2: [7, b]");
  }

  @Test
  void aMappingForNestedJsonIsRefusedForOtherFormats() throws IOException {
    Mapping nested = Mappings.named("agent-airline-runs");
    Path file = Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    assertThatThrownBy(() -> InputFile.open(file, null, nested))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "Cannot read %s as csv by the mapping agent-airline-runs: its keys list and each are for JSON. Use a mapping for this file, or pass --format json."
                .formatted(file));
  }

  @Test
  void aFileOfAnUnknownNameNeedsItsFormat() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.dat"), "id,city\n1,Oslo\n");
    assertThatThrownBy(() -> InputFile.open(file, null, FLAT))
        .hasMessage(
            "Cannot tell from its name how the rows of %s are written. Pass --format csv, tsv, json or parquet."
                .formatted(file));
    try (InputFile given = InputFile.open(file, InputFile.Format.csv, FLAT)) {
      assertThat(given.next()).isPresent();
    }
  }

  @Test
  void howMuchHasBeenReadOfWhatHasNoSizeIsNotKnown() throws IOException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().onExit().join().exitValue())
        .isZero();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try {
                Files.writeString(pipe, "id,city\n1,Oslo\n2,Bergen\n", StandardOpenOption.WRITE);
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    try (InputFile input = InputFile.open(pipe, InputFile.Format.csv, FLAT)) {
      assertThat(input.next()).isPresent();
      assertThat(input.readShare()).isEmpty();
    }
    writer.join();
  }

  @Test
  void packedDataThatEndsEarlyIsReadUpToThereAndSaysSo() throws IOException {
    byte[] csv = manyRows().getBytes(UTF_8);
    for (byte[] packed : List.of(gzip(csv), Zstd.compress(csv))) {
      Path file = folder.resolve("cut.csv.gz");
      Files.write(file, Arrays.copyOf(packed, packed.length * 9 / 10));
      try (InputFile input = InputFile.open(file, null, FLAT)) {
        assertThatThrownBy(() -> drain(input))
            .isInstanceOf(CommandFailure.class)
            .hasMessageMatching(
                "Cannot read .*cut\\.csv\\.gz behind line \\d+: it ends in the middle of its compressed data\\. Get the whole file\\.");
      }
    }
  }

  @Test
  void parquetIsKnownByItsFirstBytesAndReadByNames() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              required int64 id;
              optional binary ignored (STRING);
              optional group user { optional binary city (STRING); optional int32 age; }
            }
            """);
    Path file = parquet("rows.bin", schema, 3);
    assertThat(read(file, MAPPING))
        .containsExactly("row 1: [0, Oslo 0]", "row 2: [1, Oslo 1]", "row 3: [2, Oslo 2]");
  }

  @Test
  void valuesOfParquetAreTextsThatAMappingReads() throws IOException {
    Mapping all =
        Mappings.parse(
            "all",
            """
            topic: t
            schema: demo.T
            fields:
              - {name: a, from: at, type: timestamptz}
              - {name: b, from: day, type: date}
              - {name: c, from: price, type: "decimal(9,2)"}
              - {name: d, from: raw, type: binary}
              - {name: e, from: tags, type: string}
            """);
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              optional int64 at (TIMESTAMP(MILLIS,true));
              optional int32 day (DATE);
              optional int32 price (DECIMAL(9,2));
              optional binary raw;
              optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
            }
            """);
    Path file = folder.resolve("all.parquet");
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      Group row = new SimpleGroupFactory(schema).newGroup();
      row.add("at", 1_291_191_960_000L);
      row.add("day", 14_944);
      row.add("price", 255);
      row.add("raw", Binary.fromConstantByteArray(new byte[] {1, 2}));
      Group list = row.addGroup("tags");
      list.addGroup("list").add("element", "x");
      list.addGroup("list").add("element", "y");
      writer.write(row);
    }
    try (InputFile input = InputFile.open(file, null, all)) {
      Line.Row row = (Line.Row) input.next().orElseThrow();
      assertThat(row.asMap())
          .containsEntry("at", "2010-12-01T08:26Z")
          .containsEntry("day", "2010-12-01")
          .containsEntry("price", "2.55")
          .containsEntry("raw", "AQI=")
          .containsEntry("tags", "[\"x\",\"y\"]");
      var maker = new RecordMaker(all, (subject, avro) -> 1, EventTimes.ORIGINAL);
      assertThat(maker.make(row, 1).value()).isNotNull();
    } catch (UnfitException unfit) {
      throw new AssertionError(unfit);
    }
  }

  @Test
  void aParquetFileWithoutTheMappingsColumnsIsRefused() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required int64 id; }");
    Path file = parquet("a.parquet", schema, 1);
    assertThatThrownBy(() -> InputFile.open(file, null, MAPPING))
        .hasMessage(
            "Cannot load %s by the mapping m: it lacks the columns [user.city] that the mapping reads; it has [id]. Use a mapping for this file."
                .formatted(file));
  }

  @Test
  void aColumnOfParquetThatTheMappingDoesNotReadMayBeOfAnyType() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              optional int64 hash (INTEGER(64,false));
              required int64 id;
              optional group user { optional int32 age (INTEGER(32,false)); optional binary city (STRING); }
            }
            """);
    assertThat(read(parquet("rows.parquet", schema, 1), MAPPING))
        .containsExactly("row 1: [0, Oslo 0]");
    Path file = parquet("flat.parquet", schema, 1);
    assertThatThrownBy(() -> InputFile.open(file, null, FLAT))
        .hasMessage(
            "Cannot load %s by the mapping flat: it lacks the columns [city] that the mapping reads; it has [hash, id, user]. Use a mapping for this file."
                .formatted(file));
  }

  @Test
  void aColumnBesideOneThatIsReadInAStructureMayBeOfAnyType() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              required int64 id;
              optional group user {
                optional int64 hash (INTEGER(64,false));
                optional group seen { optional int64 count (INTEGER(64,false)); }
                optional binary city (STRING);
              }
            }
            """);
    assertThat(read(parquet("rows.parquet", schema, 2), MAPPING))
        .containsExactly("row 1: [0, Oslo 0]", "row 2: [1, Oslo 1]");
  }

  @Test
  void aColumnThatAStructureOfParquetLacksIsNamed() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              required int64 id;
              optional group user { optional int64 hash (INTEGER(64,false)); }
            }
            """);
    Path file = folder.resolve("lacks.parquet");
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      Group row = new SimpleGroupFactory(schema).newGroup();
      row.add("id", 1L);
      writer.write(row);
    }
    assertThatThrownBy(() -> InputFile.open(file, null, MAPPING))
        .hasMessage(
            "Cannot load %s by the mapping m: it lacks the columns [user.city] that the mapping reads; it has [id, user]. Use a mapping for this file."
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource({
    "32, age, 'a signed 64-bit column', ''",
    "32, user.age, 'a signed 64-bit column', .age",
    "32, user, 'a signed 64-bit column', .age",
    "64, user.age, 'a decimal(20,0)', .age"
  })
  void anUnsignedColumnOfParquetThatWouldBeReadAsNegativeNumbersIsRefused(
      int bits, String column, String instead, String nested) throws IOException {
    String age = "required int%d age (INTEGER(%d,false));".formatted(bits, bits);
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required int64 id; %s }"
                .formatted(nested.isEmpty() ? age : "required group user { " + age + " }"));
    Mapping mapping =
        Mappings.parse(
            "m",
            "topic: t\nschema: demo.T\nfields:\n  - {name: a, from: %s, type: string}\n"
                .formatted(column));
    Path file = folder.resolve("unsigned.parquet");
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      Group row = new SimpleGroupFactory(schema).newGroup();
      row.add("id", 1L);
      Group holder = nested.isEmpty() ? row : row.addGroup("user");
      if (bits == 32) {
        holder.add("age", -1);
      } else {
        holder.add("age", -1L);
      }
      writer.write(row);
    }
    assertThatThrownBy(() -> drain(InputFile.open(file, null, mapping)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "Cannot load %s: its column %s holds unsigned numbers of %d bits, of which the larger half cannot be read. Write it as %s, or use a mapping without it."
                .formatted(file, nested.isEmpty() ? "age" : "user.age", bits, instead));
  }

  @Test
  void aNumberOfParquetThatJsonDoesNotHaveIsATextInAList() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message m {
              required int64 id;
              optional group city (LIST) { repeated group list { optional double element; } }
            }
            """);
    Path file = folder.resolve("nan.parquet");
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      Group row = new SimpleGroupFactory(schema).newGroup();
      row.add("id", 1L);
      Group list = row.addGroup("city");
      for (double number : new double[] {2.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
        list.addGroup("list").add("element", number);
      }
      writer.write(row);
    }
    assertThat(read(file, FLAT)).containsExactly("row 1: [[2.5,\"NaN\",\"-Infinity\"], 1]");
  }

  @Test
  void aParquetFileThatEndsEarlyIsRefused() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required int64 id; }");
    byte[] whole = Files.readAllBytes(parquet("a.parquet", schema, 1_000));
    Path file = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> InputFile.open(file, null, MAPPING))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("Cannot read %s: found no readable Parquet: ".formatted(file))
        .hasMessageEndingWith("Check that it is whole, and pass --format if it is something else.");
  }

  @Test
  void whatCannotBeReadIsToldApart() throws IOException {
    assertThatThrownBy(() -> InputFile.open(folder, null, FLAT))
        .hasMessage("Cannot read %s: it is a folder. Name a file in it.".formatted(folder));
    Path nothing = folder.resolve("nothing.csv");
    assertThatThrownBy(() -> InputFile.open(nothing, null, FLAT))
        .hasMessage("Cannot read %s: there is no such file. Check the path.".formatted(nothing));
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    assertThatThrownBy(() -> InputFile.open(empty, null, FLAT))
        .hasMessage(
            "Cannot read %s: it is empty, accepted is a header and rows. Check that it is whole, and pass --format if it is something else."
                .formatted(empty));
  }

  @ParameterizedTest
  @CsvSource({"a.csv, %s", "a.jsonl, %s", "my a.csv, '''%s'''"})
  void aFileInUtf16SaysHowToWriteItInUtf8(String name, String word) throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = Files.writeString(folder.resolve(name), "\uFEFFid,city\n1,Oslo\n", charset);
      assertThatThrownBy(() -> InputFile.open(file, null, FLAT))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "Cannot read %s: it is written in UTF-16, accepted is UTF-8. Write it anew, as by iconv -f UTF-16 -t UTF-8 %s."
                  .formatted(file, word.formatted(file)));
    }
  }

  @Test
  void moreRowsThanThereAreCannotBeSkipped() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,city\n1,Oslo\nbroken\n");
    try (InputFile input = InputFile.open(file, null, FLAT)) {
      input.skip(1);
      assertThatThrownBy(() -> input.skip(2))
          .hasMessage("Cannot skip 2 rows of %s: it has 1. Check the number.".formatted(file));
    }
  }

  private Path parquet(String name, MessageType schema, int rows) throws IOException {
    Path file = folder.resolve(name);
    try (var writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(schema).build()) {
      var groups = new SimpleGroupFactory(schema);
      for (long row = 0; row < rows; row++) {
        Group group = groups.newGroup();
        group.add("id", row);
        if (schema.containsField("user")) {
          group.addGroup("user").add("city", "Oslo " + row);
        }
        writer.write(group);
      }
    }
    return file;
  }

  /** Unalike, so that packing does not make them one block. */
  private static String manyRows() {
    var random = new Random(1);
    var rows = new StringBuilder("id,city\n");
    for (int row = 0; row < 100_000; row++) {
      rows.append(row).append(',').append(Long.toHexString(random.nextLong())).append('\n');
    }
    return rows.toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static List<String> read(Path file, Mapping mapping) throws IOException {
    try (InputFile input = InputFile.open(file, null, mapping)) {
      List<String> read = drain(input);
      assertThat(input.readShare()).hasValue(1);
      return read;
    }
  }

  private static List<String> drain(InputFile input) {
    var read = new ArrayList<String>();
    for (Optional<Line> line = input.next(); line.isPresent(); line = input.next()) {
      Line.Row row = (Line.Row) line.get();
      read.add(row.position().text() + ": " + Arrays.toString(row.values()));
    }
    return read;
  }
}
