package dev.tidemark.control.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TextTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark logs}: the logs of a stack's services and jobs, also of those that are gone. */
@Command(
    name = "logs",
    description = {
      "List the logs of the stack's services and of its local jobs; of one, print its last lines."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark logs",
      "  tidemark logs kafka",
      "  tidemark logs shop.order_lines/r1 --lines 200 --follow"
    })
public final class LogsCommand implements Callable<Integer> {
  private static final String SUFFIX = ".log";
  private static final long LOOK_EVERY_MILLIS = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A name out of the list, such as kafka, or TABLE/RUN.")
  private @Nullable String name;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "40",
      description = "How many; default ${DEFAULT-VALUE}.")
  private int lines = 40;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on, until ended.")
  private boolean follow;

  @Option(names = "--json", description = "Print the list as a JSON array.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  @Spec private CommandSpec spec;

  private final Console console;

  public LogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (name != null && json) {
      throw new ParameterException(
          spec.commandLine(),
          "--json is for the list: the log %s is lines of text. Leave one of them away."
              .formatted(name));
    }
    // None, and then what comes, is what somebody may want who follows.
    NumberOption.requireFrom(follow ? 0 : 1, "--lines", lines);
    Map<String, Path> logs = logs(stack.folder());
    if (name == null) {
      list(logs);
      return 0;
    }
    Path log = logs.get(name);
    if (log == null) {
      throw new CommandFailure(
          "There is no log %s in %s; there are %s."
              .formatted(
                  name,
                  stack.folder(),
                  logs.isEmpty() ? "none at all" : String.join(", ", logs.keySet())));
    }
    long size = Files.size(log);
    last(log, lines).forEach(console::print);
    if (follow) {
      follow(log, size);
    }
    return 0;
  }

  /** By name: services by theirs, jobs as TABLE/RUN. */
  static Map<String, Path> logs(Path folder) throws IOException {
    Map<String, Path> logs = new TreeMap<>();
    Path keeper = folder.resolve("keeper.log");
    if (Files.exists(keeper)) {
      logs.put("keeper", keeper);
    }
    Path services = folder.resolve("logs");
    for (Path file : files(services, 1)) {
      String fileName = String.valueOf(file.getFileName());
      if (fileName.endsWith(SUFFIX)) {
        logs.put(fileName.substring(0, fileName.length() - SUFFIX.length()), file);
      }
    }
    Path runs = folder.resolve("runs");
    for (Path file : files(runs, 3)) {
      if (String.valueOf(file.getFileName()).equals("job.log")) {
        Path run = runs.relativize(file.getParent());
        logs.put(run.getName(0) + "/" + run.getName(1), file);
      }
    }
    return logs;
  }

  private static List<Path> files(Path folder, int depth) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void list(Map<String, Path> logs) throws IOException {
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Map.Entry<String, Path> log : logs.entrySet()) {
        array
            .addObject()
            .put("name", log.getKey())
            .put("file", log.getValue().toString())
            .put("bytes", Files.size(log.getValue()))
            .put("written", written(log.getValue()).toString());
      }
      console.print(array.toPrettyString());
      return;
    }
    if (logs.isEmpty()) {
      console.print("No stack has ever run in %s.".formatted(stack.folder()));
      return;
    }
    var table = new TextTable("NAME", "-KB", "WRITTEN", "FILE");
    for (Map.Entry<String, Path> log : logs.entrySet()) {
      table.add(
          log.getKey(),
          "%,d".formatted((Files.size(log.getValue()) + 1023) / 1024),
          written(log.getValue()).toInstant().truncatedTo(ChronoUnit.SECONDS),
          log.getValue());
    }
    table.lines().forEach(console::print);
  }

  private static FileTime written(Path log) throws IOException {
    return Files.getLastModifiedTime(log);
  }

  /** Logs are small enough to be read from the beginning, in bounded memory. */
  static List<String> last(Path log, int count) throws IOException {
    Deque<String> last = new ArrayDeque<>();
    // Not of Files, whose readers refuse what is not UTF-8; this one shows replacement characters.
    try (var reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
      reader
          .lines()
          .forEach(
              line -> {
                last.addLast(line);
                if (last.size() > count) {
                  last.removeFirst();
                }
              });
    }
    return new ArrayList<>(last);
  }

  private void follow(Path log, long from) throws IOException, InterruptedException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long at = from;
      while (true) {
        long end = file.length();
        if (end < at) {
          // Somebody emptied it.
          at = 0;
        }
        file.seek(at);
        byte[] more = new byte[(int) Math.min(end - at, 1 << 20)];
        file.readFully(more);
        int whole = lastLineEnd(more);
        if (whole > 0) {
          console.print(new String(more, 0, whole - 1, StandardCharsets.UTF_8));
          at += whole;
        } else {
          Thread.sleep(LOOK_EVERY_MILLIS);
        }
      }
    }
  }

  private static int lastLineEnd(byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
