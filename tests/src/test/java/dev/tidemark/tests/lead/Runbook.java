package dev.tidemark.tests.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The commands of a page below {@code docs/runbooks}, run by a shell as they stand there. */
final class Runbook {
  private static final Pattern BLOCK =
      Pattern.compile("^ *```sh\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);

  private final Path home = Path.of(System.getProperty("tidemark.home"));
  private final Path stack;
  private final String namespace;
  private final List<String> commands;

  /**
   * @param stack the folder of the stack that the commands are for
   * @param namespace what the page calls {@code shop}
   */
  Runbook(String page, Path stack, String namespace) {
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

  List<String> commands() {
    return commands;
  }

  /** Runs a command of the page, which must end well; what it printed. */
  String run(String command) throws IOException, InterruptedException {
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
