package dev.tidemark.control.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of the launcher with a PATH that has only what a test puts there. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "dirname",
          "readlink",
          "sed",
          "head",
          "cat",
          "mkdir",
          "rm",
          "mv",
          "find",
          "mktemp",
          "nice",
          "ln",
          "sleep");

  private static final long PATIENCE_SECONDS = 60;

  /** A process number beyond all that there are. */
  private static final String DEAD = Long.toString(Long.MAX_VALUE >> 40);

  @TempDir Path folder;
  private Path home;
  private Path bin;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void copyTheLauncher() throws IOException {
    home = Files.createDirectories(folder.resolve("a home"));
    bin = Files.createDirectories(folder.resolve("bin"));
    Files.copy(StackOptions.home().resolve("tidemark"), home.resolve("tidemark"));
    Files.createDirectories(home.resolve("control/src/main"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of(which(tool)));
    }
  }

  @Test
  void aMissingJavaIsOneSentence() throws Exception {
    assertThat(launch("demo"))
        .isEqualTo(
            new Ended(
                1,
                "",
                "tidemark: Cannot find java. Install a JDK 17 or newer and put its java on PATH, or"
                    + " point JAVA_HOME at it.\n"));
  }

  @Test
  void anOldJavaIsOneSentenceWithItsVersion() throws Exception {
    for (var version : Map.of("1.8.0_392", "8", "11.0.21", "11").entrySet()) {
      java(version.getKey());
      assertThat(launch("demo"))
          .isEqualTo(
              new Ended(
                  1,
                  "",
                  "tidemark: Needs a JDK 17 or newer, found version %s at %s. Install a JDK 17 and point JAVA_HOME at it.\n"
                      .formatted(version.getValue(), bin.resolve("java"))));
    }
  }

  @Test
  void aMissingMavenIsOneSentenceIfABuildIsNeeded() throws Exception {
    java("17.0.15");
    assertThat(launch("demo"))
        .isEqualTo(
            new Ended(
                1,
                "",
                "tidemark: Must be built first, and Maven is missing. Install Maven 3.8.6 or newer"
                    + " and put mvn on PATH.\n"));
  }

  @Test
  void theFirstUseBuildsAndSaysSoAndTheSecondDoesNot() throws Exception {
    java("21");
    maven(0);
    Ended first = launch("load", "a file.csv", "--mapping", "m");
    assertThat(first.err()).startsWith("tidemark: building with Maven, once;");
    assertThat(first.out())
        .contains("dev.tidemark.control.command.Tidemark|load|a file.csv|--mapping|m|");
    assertThat(first.code()).isEqualTo(7);
    assertThat(launch("load").err()).isEmpty();
  }

  @Test
  void newerSourcesAreBuiltAgainAndTestsAreNot() throws Exception {
    java("17.0.15");
    maven(0);
    launch("load");
    Path test = home.resolve("control/src/test/ATest.java");
    Files.createDirectories(test.getParent());
    touchLater(test);
    assertThat(launch("load").err()).isEmpty();
    touchLater(home.resolve("control/src/main/A.java"));
    assertThat(launch("down").err()).isEmpty();
    assertThat(launch("load").err())
        .startsWith("tidemark: sources have changed, building with Maven ...");
  }

  @Test
  void aFailedBuildEndsWithOneSentenceAndIsTriedAgain() throws Exception {
    java("17.0.15");
    maven(1);
    Ended failed = launch("load");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).endsWith("tidemark: The build failed. See Maven's messages above.\n");
    maven(0);
    assertThat(launch("load").out()).contains("dev.tidemark.control.command.Tidemark|load|");
  }

  @Test
  void ofTwoCommandsAtOnceOneBuilds() throws Exception {
    java("17.0.15");
    script(
        "mvn",
        "echo built >>builds; sleep 2; mkdir -p control/target; printf lib.jar >control/target/classpath");
    CompletableFuture<Ended> other = launchBeside(Map.of(), "load");
    await(home.resolve("builds"));
    Ended second = launch("generate");

    assertThat(second.code()).isEqualTo(7);
    assertThat(second.err())
        .isEqualTo(
            "tidemark: another command is building; waiting for it. If none is, delete %s* ...\n"
                .formatted(home.toRealPath().resolve("control/target/building")));
    assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS).code()).isEqualTo(7);
    assertThat(Files.readAllLines(home.resolve("builds"))).hasSize(1);
  }

  @Test
  void theLockOfABuildThatWasKilledIsPassedOver() throws Exception {
    java("17.0.15");
    maven(0);
    lockOf(DEAD);

    assertThat(launch("load").code()).isEqualTo(7);
    assertThat(locks()).isEmpty();
  }

  /** The slow one has read that the builder is dead, and acts on it when the other one builds. */
  @Test
  void ofTwoThatWaitForADeadBuilderOneBuilds() throws Exception {
    java("17.0.15");
    Path held = folder.resolve("held");
    Path go = folder.resolve("go");
    script(
        "mvn",
        "echo built >>builds; until [ -e '%s' ]; do sleep 0.05; done; sleep 2; mkdir -p control/target; printf lib.jar >control/target/classpath"
            .formatted(go));
    script(
        "readlink",
        """
        read=$(%1$s "$@") || exit
        case "${SLOW:-}$*" in
          yes*/building) [ -e '%2$s' ] || { : >'%2$s'; until [ -e '%3$s' ]; do sleep 0.05; done; } ;;
        esac
        echo "$read"
        """
            .formatted(which("readlink"), held, go));
    lockOf(DEAD);
    CompletableFuture<Ended> slow = launchBeside(Map.of("SLOW", "yes"), "load");
    await(held);
    CompletableFuture<Ended> quick = launchBeside(Map.of(), "load");
    await(home.resolve("builds"));
    Files.createFile(go);

    assertThat(quick.get(PATIENCE_SECONDS, TimeUnit.SECONDS).code()).isEqualTo(7);
    assertThat(slow.get(PATIENCE_SECONDS, TimeUnit.SECONDS).code()).isEqualTo(7);
    assertThat(Files.readAllLines(home.resolve("builds"))).hasSize(1);
    assertThat(locks()).isEmpty();
  }

  /** Another waiter that is at it may remove the lock at any time, so this one waits for it. */
  @Test
  void aDeadBuildersLockIsRemovedByOneWaiterOnly() throws Exception {
    java("17.0.15");
    maven(0);
    lockOf(DEAD);
    Path claim = home.resolve("control/target/building." + DEAD);
    Files.createSymbolicLink(claim, Path.of("1"));
    CompletableFuture<Ended> waiting = launchBeside(Map.of(), "load");
    awaitWaiting();
    assertThatThrownBy(() -> waiting.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    Files.delete(claim);
    assertThat(waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS).code()).isEqualTo(7);
    assertThat(locks()).isEmpty();
  }

  @Test
  void aSymbolicLinkToTheLauncherFindsItsHome() throws Exception {
    java("17.0.15");
    maven(0);
    Path link = Files.createSymbolicLink(folder.resolve("tm"), home.resolve("tidemark"));
    assertThat(launch(link, "load").out()).contains("-Dtidemark.home=" + home.toRealPath());
  }

  @Test
  void namesInAnyLetters() throws Exception {
    script(
        "java",
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.15" 2025-04-15' >&2; exit 0; fi
        printf '%s|' "$LC_ALL"
        """);
    maven(0);
    assertThat(launch("query").out()).isEqualTo("C.UTF-8|");
    assertThat(launch(Map.of("LANG", "de_DE.UTF-8"), "query").out()).isEqualTo("|");
    assertThat(launch(Map.of("LANG", "C.UTF-8", "LC_ALL", "POSIX"), "query").out())
        .isEqualTo("C.UTF-8|");
  }

  /** A java that knows its version and otherwise prints its arguments and ends with 7. */
  private void java(String version) throws IOException {
    script(
        "java",
        """
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit 0; fi
        for a; do printf '%%s|' "$a"; done; exit 7
        """
            .formatted(version));
  }

  /** A Maven that makes what the launcher needs, or fails. */
  private void maven(int code) throws IOException {
    script(
        "mvn", "mkdir -p control/target; printf lib.jar >control/target/classpath; exit " + code);
  }

  private void script(String name, String body) throws IOException {
    Path file = bin.resolve(name);
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A lock of the builder with this process number. */
  private void lockOf(String builder) throws IOException {
    Path target = Files.createDirectories(home.resolve("control/target"));
    Files.createSymbolicLink(target.resolve("building"), Path.of(builder));
  }

  /** The locks that are left, whatever for. */
  private List<String> locks() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("control/target"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("building"))
          .toList();
    }
  }

  private static void await(Path file) {
    Awaitility.await(file + " is there")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> Files.exists(file));
  }

  /** Until a launcher has said that it waits for a build. */
  private void awaitWaiting() {
    Awaitility.await("a launcher waits")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(
            () -> {
              try (Stream<Path> files = Files.list(folder)) {
                return files
                    .filter(file -> file.getFileName().toString().startsWith("err"))
                    .anyMatch(LauncherTest::tellsOfWaiting);
              }
            });
  }

  private static boolean tellsOfWaiting(Path err) {
    try {
      return Files.readString(err, UTF_8).contains("another command is building");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void touchLater(Path file) throws IOException {
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }

  private CompletableFuture<Ended> launchBeside(
      Map<String, String> variables, String... arguments) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return launch(variables, arguments);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        // The common pool may have one thread only.
        task -> new Thread(task, "launcher").start());
  }

  private Ended launch(String... arguments) throws IOException, InterruptedException {
    return launch(home.resolve("tidemark"), arguments);
  }

  private Ended launch(Path launcher, String... arguments)
      throws IOException, InterruptedException {
    return launch(launcher, Map.of(), arguments);
  }

  private Ended launch(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    return launch(home.resolve("tidemark"), variables, arguments);
  }

  private Ended launch(Path launcher, Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(bin.resolve("sh").toString(), launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(variables);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private static String which(String tool) {
    return List.of("/usr/bin/", "/bin/").stream()
        .map(folder -> folder + tool)
        .filter(path -> Files.exists(Path.of(path)))
        .findFirst()
        .orElseThrow();
  }
}
