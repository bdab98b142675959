package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as people see it, in a pseudo-terminal that {@code script} of util-linux makes; skipped
 * where that is missing. Without colours only with {@code -Dlong=true}.
 */
class DemoTerminalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]|\r");
  private static final Pattern TTY = Pattern.compile("/dev/pts/\\d+");
  private static final char CTRL_C = 3;

  @TempDir Path folder;

  @Test
  void viewFitsItsWindowAlsoAfterAResizeAndCtrlCLeavesNoProcessAndNoTemporaryFile()
      throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no " + SCRIPT + " to make a terminal");
    Path output = folder.resolve("terminal");
    Process demo = start(output, false);
    Set<ProcessHandle> processes = new HashSet<>();
    try {
      await("a version on the screen")
          .atMost(PATIENCE)
          .until(() -> lastFrame(output).contains(" rejected"));
      assertFits(lastFrame(output), 24, 80);
      demo.descendants().forEach(processes::add);

      resize(output, 50, 200);
      await("a frame of the larger window")
          .atMost(PATIENCE)
          .until(() -> lastFrame(output).lines().count() > 24);
      assertFits(lastFrame(output), 50, 200);

      demo.getOutputStream().write(CTRL_C);
      demo.getOutputStream().flush();
      await("the end of the demo").atMost(Duration.ofMinutes(1)).until(() -> !demo.isAlive());
      assertThat(processes).as("command, services and jobs").hasSizeGreaterThan(5);
      await("the end of all that it started")
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
      assertThat(folder.resolve("stack/env.properties")).doesNotExist();
      try (Stream<Path> left = Files.walk(folder.resolve("stack"))) {
        assertThat(left.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
      }
    } finally {
      processes.forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void withoutColoursThereAreLinesAndNoEscapeSequences() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no " + SCRIPT + " to make a terminal");
    Path output = folder.resolve("terminal");
    Process demo = start(output, true);
    try {
      await("a line about a version")
          .atMost(PATIENCE)
          .until(() -> read(output).contains("holds every event before") || !demo.isAlive());
      demo.getOutputStream().write(CTRL_C);
      demo.getOutputStream().flush();
      await("the end of the demo").atMost(Duration.ofMinutes(1)).until(() -> !demo.isAlive());
      assertThat(read(output))
          .contains("holds every event before", "Ended; topics and tables stay in ");
      assertThat(read(output)).doesNotContain("\u001b");
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  private Process start(Path output, boolean noColour) throws IOException {
    String command =
        "tty; stty rows 24 cols 80; exec ./tidemark demo --keep --rate 300 --dir '%s'"
            .formatted(folder.resolve("stack"));
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString(), "-qfec", command, "/dev/null")
            .directory(Path.of(System.getProperty("tidemark.home")).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TIDEMARK_NO_BUILD", "1");
    builder.environment().remove("NO_COLOR");
    if (noColour) {
      builder.environment().put("NO_COLOR", "1");
    }
    return builder.start();
  }

  private static void resize(Path output, int rows, int columns) throws Exception {
    Matcher tty = TTY.matcher(read(output));
    assertThat(tty.find()).as("the terminal's name in %s", read(output)).isTrue();
    int code =
        new ProcessBuilder(
                "stty",
                "-F",
                tty.group(),
                "rows",
                Integer.toString(rows),
                "cols",
                Integer.toString(columns))
            .start()
            .waitFor();
    assertThat(code).isZero();
  }

  /** What the last whole frame shows. */
  private static String lastFrame(Path output) {
    List<String> frames = Arrays.asList(read(output).split("\u001b\\[J"));
    String last = frames.size() < 2 ? "" : frames.get(frames.size() - 1);
    boolean whole = last.contains("Ctrl-C ends it");
    String frame = whole || frames.size() < 3 ? last : frames.get(frames.size() - 2);
    return ESCAPES.matcher(frame).replaceAll("");
  }

  private static void assertFits(String frame, int rows, int columns) {
    assertThat(frame).contains("tidemark demo", "STALE BY", "newest versions");
    assertThat(frame.lines().toList())
        .hasSizeLessThan(rows)
        .allMatch(line -> line.length() <= columns);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
