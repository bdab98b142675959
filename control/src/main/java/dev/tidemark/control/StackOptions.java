package dev.tidemark.control;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to a running stack: which one. */
public final class StackOptions {
  private static final String STATE = ".tidemark";

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      defaultValue = "${env:TIDEMARK_DIR}",
      description = "Where the stack keeps its state; default .tidemark beside this command.")
  private @Nullable Path dir;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "${env:TIDEMARK_PROFILE}",
      description =
          "Which profile of the configuration says where things run (docs/configuration.md);"
              + " default the stack of tidemark up.")
  private @Nullable String profileName;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:TIDEMARK_CONFIG}",
      description = {"The configuration; default tidemark.yaml here,", "or in ~/.config/tidemark."})
  private @Nullable Path config;

  private @Nullable Profile profile;

  /**
   * The options as they stand in a command line, whatever else is in it: for who cannot wait until
   * all of it is understood.
   */
  public static StackOptions in(String... line) {
    StackOptions options = new StackOptions();
    options.dir = path(value("--dir", "TIDEMARK_DIR", line));
    options.profileName = value("--profile", "TIDEMARK_PROFILE", line);
    options.config = path(value("--config", "TIDEMARK_CONFIG", line));
    return options;
  }

  /**
   * Those of the options that a command line has, as words for another one of a shell; not what
   * environment variables say, which the other one hears too.
   */
  public static List<String> typed(String... line) {
    List<String> words = new ArrayList<>();
    for (String option : List.of("--dir", "--profile", "--config")) {
      @Nullable String value = typed(option, line);
      if (value != null) {
        words.addAll(List.of(option, quoted(value)));
      }
    }
    return words;
  }

  /** A word as it goes into a shell's command. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static @Nullable Path path(@Nullable String value) {
    return value == null ? null : Path.of(value);
  }

  private static @Nullable String value(String option, String variable, String... line) {
    @Nullable String typed = typed(option, line);
    return typed == null ? System.getenv(variable) : typed;
  }

  private static @Nullable String typed(String option, String... line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i].startsWith(option + "=")) {
        return line[i].substring(option.length() + 1);
      }
      if (line[i].equals(option) && i + 1 < line.length) {
        return line[i + 1];
      }
    }
    return null;
  }

  /** The profile that the user chose. */
  private Profile profile() {
    if (profile == null) {
      profile = Profiles.read(config, System::getenv).named(profileName);
    }
    return profile;
  }

  /** The folder with the stack's state; for a stack elsewhere, what is known of its runs. */
  public Path folder() {
    if (dir != null) {
      return dir;
    }
    Profile chosen = profile();
    return chosen
        .folder()
        .orElseGet(
            () ->
                chosen.hasAddresses()
                    ? home().resolve(STATE).resolve("profiles").resolve(chosen.name())
                    : home().resolve(STATE));
  }

  /**
   * The folder of a stack that this command starts or ends.
   *
   * @throws CommandFailure if the profile is of one that it does not
   */
  public Path ownFolder() {
    if (profile().hasAddresses()) {
      throw new CommandFailure(
          "This command is about stacks on this machine, and %s names one that is elsewhere. Pass --profile local."
              .formatted(profile().title()));
    }
    return folder();
  }

  /** Whether commands find the folder without being told. */
  public boolean isDefault() {
    return isUntold(dir, "TIDEMARK_DIR")
        && isUntold(profileName, "TIDEMARK_PROFILE")
        && isUntold(config, "TIDEMARK_CONFIG");
  }

  private static boolean isUntold(@Nullable Object typed, String variable) {
    return typed == null || typed.toString().equals(System.getenv(variable));
  }

  /** Those of the options that choose a profile, as they were typed. */
  public List<String> profileWords() {
    List<String> words = new ArrayList<>();
    if (profileName != null) {
      words.addAll(List.of("--profile", profileName));
    }
    if (config != null) {
      words.addAll(List.of("--config", config.toString()));
    }
    return words;
  }

  /**
   * Where things run.
   *
   * @throws CommandFailure if the stack is gone
   */
  public Environment environment() {
    Environment environment = named();
    GoneStack.in(environment)
        .ifPresent(
            gone -> {
              throw CommandFailure.unreachable(gone.sentence());
            });
    return environment;
  }

  /** The same for who needs no stack: an environment without values if it is gone. */
  public Environment environmentIfThere() {
    Environment environment = named();
    return GoneStack.in(environment).isEmpty()
        ? environment
        : Environment.nothing(folder()).and(profile().values());
  }

  /** What is said of where things run, whether they do or not. */
  public Environment named() {
    return profile().hasAddresses()
        ? Environment.of(profile(), folder())
        : Environment.in(folder()).and(profile().values());
  }

  /** The root of the repository, as the launcher says; the working folder if nobody does. */
  public static Path home() {
    return Path.of(System.getProperty("tidemark.home", "")).toAbsolutePath();
  }
}
