package dev.tidemark.control.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Goes through the commands that read tables and prints nothing, so that the archive of classes
 * which the launcher has written at its end serves all of them: with the classes of one command
 * alone, the others would load most of theirs as slowly as without. Puts SQLite's native library
 * where the launcher lets it be looked for: otherwise every command would ask the system what it
 * is, in a process of its own, and copy the library out of its jar.
 */
final class Rehearsal {
  private static final Set<String> WHERE = Set.of("--dir", "--profile", "--config");
  private static final List<String> OF_A_TABLE =
      List.of("history", "show", "runs", "exclusions", "horizon");

  /** The launcher names the folder, which may not be there. */
  private static final String NATIVE_FOLDER = "org.sqlite.lib.path";

  private Rehearsal() {}

  /**
   * Rehearses on the stack that a command line is about.
   *
   * @return 0 if all went well; else there is nothing worth an archive
   */
  static int run(String... arguments) {
    List<String> where = where(arguments);
    HeadStart.give(Stream.concat(Stream.of("status"), where.stream()).toArray(String[]::new));
    var printed = new ByteArrayOutputStream();
    int code = run(printed, where, "status", "--json");
    String table = code == 0 ? firstTable(printed) : "";
    if (table.isEmpty()) {
      return 1;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("status"));
    OF_A_TABLE.forEach(command -> lines.add(List.of(command, table)));
    lines.add(List.of("topics"));
    for (List<String> line : lines) {
      code =
          Math.max(code, run(OutputStream.nullOutputStream(), where, line.toArray(String[]::new)));
    }
    return code == 0 ? unpackSqlite() : code;
  }

  private static int unpackSqlite() {
    String library = LibraryLoaderUtil.getNativeLibName();
    String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + library;
    Path folder = Path.of(System.getProperty(NATIVE_FOLDER));
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(packed)) {
      if (in != null) {
        Files.createDirectories(folder);
        Path unpacked = Files.createTempFile(folder, library, null);
        Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unpacked, folder.resolve(library), StandardCopyOption.ATOMIC_MOVE);
      }
      return 0;
    } catch (IOException failed) {
      return 1;
    }
  }

  private static int run(OutputStream out, List<String> where, String... line) {
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream()),
            false);
    return Tidemark.run(
        console, Stream.concat(Arrays.stream(line), where.stream()).toArray(String[]::new));
  }

  /** The options that say which stack is meant. */
  private static List<String> where(String... arguments) {
    List<String> where = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i].replaceFirst("=.*", "");
      if (WHERE.contains(option)) {
        where.add(arguments[i]);
        if (option.equals(arguments[i]) && i + 1 < arguments.length) {
          where.add(arguments[++i]);
        }
      }
    }
    return where;
  }

  private static String firstTable(ByteArrayOutputStream status) {
    try {
      JsonNode tables = new ObjectMapper().readTree(status.toByteArray());
      return tables.path(0).path("table").asText();
    } catch (IOException unreadable) {
      return "";
    }
  }
}
