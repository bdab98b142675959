package dev.tidemark.tests.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The commands of a page below {@code docs/runbooks}, run by a shell as they stand there. */
public final class Runbook {
  private static final Pattern BLOCK =
      Pattern.compile("^ *```sh\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);

  private final Path home = Path.of(System.getProperty("tidemark.home"));
  private final Path stack;
  private final String namespace;
  private final List<String> commands;

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /**
   * @param stack the folder of the stack that the commands are for
   * @param namespace what the page calls {@code shop}
   */
  public Runbook(String page, Path stack, String namespace) {
    this.stack = stack;
    this.namespace = namespace;
    try {
      commands =
          BLOCK
              .matcher(Files.readString(home.resolve("docs/runbooks").resolve(page)))
              .results()
              .flatMap(block -> block.group(1).lines())
              .map(String::strip)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> commands() {
    return commands;
  }

  /**
   * The arguments of the page's command that begins so, with what the page leaves open filled in.
   *
   * @param values by what stands for them
   */
  public List<String> arguments(String begin, Map<String, String> values) {
    String command =
        commands.stream()
            .filter(line -> line.startsWith("./tidemark " + begin))
            .findFirst()
            .orElseThrow(() -> new AssertionError("No command begins with " + begin));
    Pattern open = Pattern.compile("\\b(%s)\\b".formatted(String.join("|", values.keySet())));
    return WORD.matcher(command)
        .results()
        .skip(1)
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .map(word -> open.matcher(word).replaceAll(found -> values.get(found.group())))
        .toList();
  }

  /** Runs a command of the page, which must end well; what it printed. */
  public String run(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(stack, "runbook", ".out");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", command.replace(" shop.", " " + namespace + "."))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().put("TIDEMARK_NO_BUILD", "1");
    shell.environment().put("TIDEMARK_DIR", stack.toString());
    Process process = shell.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      String printed = Files.readString(output);
      System.out.printf("$ %s%n%s", command, printed);
      assertThat(process.exitValue()).as("%s%n%s", command, printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
