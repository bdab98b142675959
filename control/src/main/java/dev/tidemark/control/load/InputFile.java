package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines: CSV or JSON lines by its name, gzipped or not by its first bytes, in UTF-8.
 * Knows how much of the file has been read.
 */
final class InputFile implements AutoCloseable {
  private static final int GZIP = 0x1f8b;

  /** How lines are written. */
  enum Format {
    CSV,
    JSON
  }

  private final Path path;
  private final long size;
  private final Counted counted;
  private final Lines lines;

  private InputFile(Path path, Format format, Mapping mapping) throws IOException {
    this.path = path;
    this.size = Files.size(path);
    this.counted = new Counted(Files.newInputStream(path));
    Reader text =
        new InputStreamReader(
            unzipped(new BufferedInputStream(counted, 1 << 16)),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    this.lines =
        format == Format.CSV ? new CsvLines(text, mapping.delimiter()) : new JsonLines(text);
  }

  /**
   * Opens a file and checks that it has what the mapping reads.
   *
   * @param format null to go by the file's name
   * @throws CommandFailure if it cannot be read, or lacks columns
   */
  static InputFile open(Path path, @Nullable Format format, Mapping mapping) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new CommandFailure(
          "Cannot read %s: there is no such file, or not for this user. Check the path."
              .formatted(path));
    }
    Format known = format == null ? byName(path) : format;
    try {
      var file = new InputFile(path, known, mapping);
      file.lines.columns().ifPresent(columns -> file.checkColumns(columns, mapping));
      return file;
    } catch (IOException unreadable) {
      throw unreadable(path, unreadable);
    }
  }

  /** Empty at the end of the file. */
  Optional<Line> next() {
    try {
      return lines.next();
    } catch (IOException unreadable) {
      throw unreadable(path, unreadable);
    }
  }

  /** How much of the file has been read, 0 to 1. */
  double readShare() {
    return size == 0 ? 1 : Math.min(1, counted.count / (double) size);
  }

  @Override
  public void close() throws IOException {
    counted.close();
  }

  private static Format byName(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    name = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return Format.CSV;
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return Format.JSON;
    }
    throw new CommandFailure(
        "Cannot tell from its name how the lines of %s are written. Pass --format csv or --format json."
            .formatted(path));
  }

  private void checkColumns(List<String> columns, Mapping mapping) {
    Set<String> missing = new TreeSet<>(mapping.columns());
    columns.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "The file %s lacks the columns %s that the mapping %s reads; it has %s. Use a mapping for this file."
              .formatted(path, missing, mapping.name(), columns));
    }
  }

  private static InputStream unzipped(BufferedInputStream in) throws IOException {
    in.mark(2);
    int start = in.read() << 8 | in.read();
    in.reset();
    return start == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static CommandFailure unreadable(Path path, IOException reason) {
    String hint =
        reason instanceof CharacterCodingException
            ? "it is not UTF-8; convert it first, for example with iconv"
            : String.valueOf(reason.getMessage());
    return new CommandFailure("Cannot read %s: %s.".formatted(path, hint), reason);
  }

  /** Counts what has been read; progress looks at it from another thread. */
  private static final class Counted extends FilterInputStream {
    private volatile long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      add(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      add(Math.max(0, read));
      return read;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads a stream
    private void add(int bytes) {
      count += bytes;
    }
  }
}
