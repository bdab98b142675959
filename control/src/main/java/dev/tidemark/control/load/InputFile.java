package dev.tidemark.control.load;

import com.github.luben.zstd.ZstdInputStream;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.StackOptions;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows: its format goes by its name, unless it begins as Parquet does; gzip and zstd are
 * told by the first bytes. Knows how much has been read.
 */
final class InputFile implements AutoCloseable {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] UTF_16_LE = {(byte) 0xff, (byte) 0xfe};
  private static final byte[] UTF_16_BE = {(byte) 0xfe, (byte) 0xff};
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
  private static final int BUFFER = 1 << 16;

  /** How rows are written. */
  enum Format {
    csv,
    tsv,
    /** A list, an object with a list in it, or an object per line. */
    json,
    parquet
  }

  private final Path path;
  private final Lines lines;
  private final Supplier<OptionalDouble> readShare;

  /** The last row read; null before the first. */
  private @Nullable Position last;

  private InputFile(Path path, Lines lines, Supplier<OptionalDouble> readShare) {
    this.path = path;
    this.lines = lines;
    this.readShare = readShare;
  }

  /**
   * Opens a file and checks that it has what the mapping reads.
   *
   * @param format null to go by the file itself
   * @throws CommandFailure if it cannot be read, or lacks columns
   */
  static InputFile open(Path path, @Nullable Format format, Mapping mapping) {
    refuseUnreadable(path);
    try {
      Format known = format == null ? formatOf(path) : format;
      if (known != Format.json && mapping.shape().isNested()) {
        throw new CommandFailure(
            "Cannot read %s as %s by the mapping %s: its keys list and each are for JSON. Use a mapping for this file, or pass --format json."
                .formatted(path, known, mapping.name()));
      }
      return known == Format.parquet ? parquet(path, mapping) : text(path, known, mapping);
    } catch (MissingColumnsException missing) {
      throw new CommandFailure(
          "Cannot load %s by the mapping %s: %s. Use a mapping for this file."
              .formatted(path, mapping.name(), missing.getMessage()),
          missing);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          "Cannot read %s: %s. Check that it is whole, and pass --format if it is something else."
              .formatted(path, reason(unreadable)),
          unreadable);
    }
  }

  private static void refuseUnreadable(Path path) {
    String problem = null;
    if (Files.isDirectory(path)) {
      problem = "it is a folder. Name a file in it";
    } else if (!Files.exists(path)) {
      problem = "there is no such file. Check the path";
    } else if (!Files.isReadable(path)) {
      problem = "this user may not read it. Check its permissions";
    }
    if (problem != null) {
      throw new CommandFailure("Cannot read %s: %s.".formatted(path, problem));
    }
  }

  Path path() {
    return path;
  }

  /**
   * The next row; empty at the end of the file.
   *
   * @throws CommandFailure if the rest cannot be read
   */
  Optional<Line> next() {
    try {
      Optional<Line> line = lines.next();
      line.ifPresent(read -> last = read.position());
      return line;
    } catch (IOException unreadable) {
      throw new CommandFailure(
          "Cannot read %s behind %s: %s. Get the whole file."
              .formatted(path, last == null ? "its beginning" : last.text(), reason(unreadable)),
          unreadable);
    }
  }

  /**
   * Passes over rows.
   *
   * @throws CommandFailure if there are fewer
   */
  void skip(long rows) {
    for (long skipped = 0; skipped < rows; skipped++) {
      if (next().isEmpty()) {
        throw new CommandFailure(
            "Cannot skip %,d %s of %s: it has %,d. Check the number."
                .formatted(rows, rows == 1 ? "row" : "rows", path, skipped));
      }
    }
  }

  /** How much of the file has been read, 0 to 1; empty of a pipe, whose size nobody knows. */
  OptionalDouble readShare() {
    return readShare.get();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private static InputFile parquet(Path path, Mapping mapping) throws IOException {
    ParquetLines lines = ParquetLines.open(path, Columns.of(mapping.columns()));
    return new InputFile(path, lines, () -> OptionalDouble.of(lines.readShare()));
  }

  private static InputFile text(Path path, Format format, Mapping mapping) throws IOException {
    Columns columns = Columns.of(mapping.columns());
    Mapping.Shape shape = mapping.shape();
    // The stream of Files asks a pipe for its position, which it does not have.
    var counted = new Counted(new FileInputStream(path.toFile()), Files.size(path));
    try {
      var in = new BufferedInputStream(unpacked(new BufferedInputStream(counted, BUFFER)), BUFFER);
      refuseUtf16(path, in);
      Lines lines =
          format == Format.json
              ? json(in, shape, columns)
              : new CsvLines(
                  new Bytes(in), shape.delimiter(format == Format.tsv ? '\t' : ','), columns);
      return new InputFile(path, lines, counted::share);
    } catch (IOException | CommandFailure unreadable) {
      counted.close();
      throw unreadable;
    }
  }

  /** Told by the mark that programs put before UTF-16; it would be read as other names. */
  private static void refuseUtf16(Path path, BufferedInputStream in) throws IOException {
    in.mark(UTF_16_LE.length);
    byte[] start = in.readNBytes(UTF_16_LE.length);
    in.reset();
    if (startsWith(start, UTF_16_LE) || startsWith(start, UTF_16_BE)) {
      throw new CommandFailure(
          "Cannot read %s: it is written in UTF-16, accepted is UTF-8. Write it anew, as by iconv -f UTF-16 -t UTF-8 %s."
              .formatted(path, StackOptions.quoted(path.toString())));
    }
  }

  private static Lines json(BufferedInputStream in, Mapping.Shape shape, Columns columns)
      throws IOException {
    in.mark(BUFFER);
    int first = in.read();
    while (first == 0xEF || first == 0xBB || first == 0xBF || Character.isWhitespace(first)) {
      first = in.read();
    }
    in.reset();
    return first == '[' || !shape.list().isEmpty()
        ? new JsonList(in, shape.list(), columns, shape.each())
        : new JsonLines(new Bytes(in), columns, shape.each());
  }

  private static Format formatOf(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      // What a pipe has given once is gone.
      throw new CommandFailure(
          "Cannot look into %s before it is loaded, since it is no file. Pass --format csv, tsv or json."
              .formatted(path));
    }
    try (InputStream in = Files.newInputStream(path)) {
      if (startsWith(in.readNBytes(PARQUET.length), PARQUET)) {
        return Format.parquet;
      }
    }
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String bare = name.replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
    return switch (bare.substring(bare.lastIndexOf('.') + 1)) {
      case "csv" -> Format.csv;
      case "tsv", "tab" -> Format.tsv;
      case "json", "jsonl", "ndjson" -> Format.json;
      case "parquet" -> Format.parquet;
      default ->
          throw new CommandFailure(
              "Cannot tell from its name how the rows of %s are written. Pass --format csv, tsv, json or parquet."
                  .formatted(path));
    };
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(ZSTD.length);
    byte[] start = in.readNBytes(ZSTD.length);
    in.reset();
    if (startsWith(start, GZIP)) {
      return new GZIPInputStream(in, BUFFER);
    }
    return startsWith(start, ZSTD) ? new ZstdInputStream(in) : in;
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static String reason(IOException unreadable) {
    boolean endsEarly =
        unreadable instanceof EOFException
            || String.valueOf(unreadable.getMessage()).contains("Truncated source");
    return endsEarly
        ? "it ends in the middle of its compressed data"
        : String.valueOf(unreadable.getMessage());
  }

  /** Counts what has been read of a file; progress looks at it from another thread. */
  private static final class Counted extends FilterInputStream {
    private final long size;
    private volatile long count;

    Counted(InputStream in, long size) {
      super(in);
      this.size = size;
    }

    OptionalDouble share() {
      return size == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.min(1, count / (double) size));
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
