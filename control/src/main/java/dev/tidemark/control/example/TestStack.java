package dev.tidemark.control.example;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.stack.RunningStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stack that a test runs on, and a folder for its files that goes with the test. */
final class TestStack implements AutoCloseable {
  private final Path folder;
  private final Environment environment;
  private final @Nullable RunningStack own;
  private final AtExit atExit;

  private TestStack(Path folder, Environment environment, @Nullable RunningStack own) {
    this.folder = folder;
    this.environment = environment;
    this.own = own;
    this.atExit = new AtExit("remove-test", this::close);
  }

  /** The running one, if one runs; else one of its own, which starts now. */
  static TestStack open(StackOptions options, Console console) {
    Path folder = temporaryFolder();
    Environment environment = options.environmentIfThere();
    if (environment.get("bootstrap-servers").isPresent()) {
      return new TestStack(folder, environment, null);
    }
    console.progress(
        "No stack is running from %s; starting one for this test ...".formatted(options.folder()));
    try {
      RunningStack own = RunningStack.start(folder.resolve("stack"), false);
      return new TestStack(folder, own.environment(), own);
    } catch (CommandFailure unstartable) {
      delete(folder);
      throw unstartable;
    }
  }

  Environment environment() {
    return environment;
  }

  /** Whether it ends with the test, and everything in it. */
  boolean isOwn() {
    return own != null;
  }

  /** For files of the test. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
    delete(folder);
    atExit.close();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("tidemark-test");
    } catch (IOException unwritable) {
      throw new CommandFailure(
          "Cannot make a temporary folder: %s. Check java.io.tmpdir and its disk."
              .formatted(unwritable.getMessage()),
          unwritable);
    }
  }

  private static synchronized void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException stays) {
      // A temporary folder: the machine removes it some day.
    }
  }
}
