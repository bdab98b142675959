package dev.tidemark.tests.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command line of the documents is typed as it stands there, on a stack with live tables of a
 * made-up shop, and what it prints as JSON has the shape that is shown. Not here are lines that
 * another test reads from the same document ({@link #ELSEWHERE}), and replays by default: each is a
 * job of its own, so they come with {@code -Dlong=true}. That all lines are at least understood is
 * tested with the command itself.
 */
class DocumentedCommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Documents whose commands {@code MovesUnderLoadIT}, {@code BadDataIT} and {@code EraseIT} run.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "docs/runbooks/promote.md",
          "docs/runbooks/undo.md",
          "docs/runbooks/rollback.md",
          "docs/runbooks/bad-producer.md",
          "docs/runbooks/lost-savepoint.md",
          "docs/runbooks/lost-offsets.md",
          "docs/runbooks/erase.md");

  /**
   * The demo is run by {@code CommandIT} and {@code DemoTerminalIT}, verify by whoever tests; the
   * stack is started and ended around all others.
   */
  private static final List<String> NOT_HERE =
      List.of("./tidemark demo", "mvn ", "tidemark up", "tidemark down");

  @TempDir Path folder;

  @Test
  void everyDocumentedCommandDoesWhatIsWritten() throws Exception {
    Set<String> failures = new TreeSet<>();
    int run = 0;
    try (Shell shell = new Shell(folder)) {
      shell.prepare();
      for (Document document : Document.all()) {
        for (Document.Command command : document.commands()) {
          if (isHere(document, command.line())) {
            run++;
            failure(shell, command).forEach(why -> failures.add(document.name() + ": " + why));
          }
        }
      }
      shell.end();
      await("the end of all that was started")
          .atMost(Duration.ofSeconds(30))
          .until(() -> shell.alive().isEmpty());
    }
    assertThat(failures).isEmpty();
    assertThat(run).as("commands run").isGreaterThan(35);
  }

  private static boolean isHere(Document document, String line) {
    boolean isReplay =
        line.contains("tidemark replay ") || document.name().equals("docs/runbooks/replay.md");
    return !ELSEWHERE.contains(document.name())
        && NOT_HERE.stream().noneMatch(line::startsWith)
        && (!isReplay || Boolean.getBoolean("long"));
  }

  private static List<String> failure(Shell shell, Document.Command command)
      throws IOException, InterruptedException {
    Shell.Ended ended = shell.type(command.line());
    if (!ended.isWell()) {
      return List.of("%s ended with %d: %s".formatted(command.line(), ended.code(), ended.err()));
    }
    if (command.shown().isEmpty()) {
      return List.of();
    }
    JsonShape shown = JsonShape.of(JSON.readTree(command.shown().get()));
    // Commands that go on print an object a line; one has the shape of all.
    JsonNode printed = JSON.readTree(ended.out());
    return JsonShape.of(printed).differencesFrom(shown).stream()
        .map(difference -> command.line() + ": " + difference)
        .toList();
  }
}
