package dev.tidemark.control;

import dev.tidemark.yaml.Problem;
import dev.tidemark.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of one configuration file, {@code tidemark.yaml}. The file is the one that is named;
 * else that in the working folder; else {@code ~/.config/tidemark/tidemark.yaml}; else there is
 * none, and the only profile is {@value Profile#LOCAL}.
 */
final class Profiles {
  private static final String FILE = "tidemark.yaml";
  private final Optional<Path> file;
  private final String preferred;
  private final Map<String, Profile> profiles;

  private Profiles(Optional<Path> file, String preferred, Map<String, Profile> profiles) {
    this.file = file;
    this.preferred = preferred;
    this.profiles = profiles;
  }

  /**
   * Finds and reads the file.
   *
   * @param named by the user; null to look for it
   * @param variables the process's environment, for {@code ${NAME}} in values
   * @throws CommandFailure if the named file is not there, or with all the file's problems
   */
  static Profiles read(@Nullable Path named, UnaryOperator<@Nullable String> variables) {
    if (named != null && !Files.isRegularFile(named)) {
      throw new CommandFailure(
          "There is no configuration file %s. Correct --config or TIDEMARK_CONFIG."
              .formatted(named));
    }
    return Optional.ofNullable(named)
        .or(Profiles::found)
        .map(file -> parse(file.toAbsolutePath().normalize(), variables))
        .orElseGet(() -> new Profiles(Optional.empty(), Profile.LOCAL, Map.of()));
  }

  /**
   * The profile of this name.
   *
   * @param name null for the file's preferred one
   * @throws CommandFailure if the file has none of this name
   */
  Profile named(@Nullable String name) {
    String wanted = name == null || name.isEmpty() ? preferred : name;
    Profile profile = profiles.get(wanted);
    if (profile != null) {
      return profile;
    }
    if (wanted.equals(Profile.LOCAL)) {
      return Profile.local();
    }
    throw new CommandFailure(
        file.map(
                path ->
                    "There is no profile %s in %s. It has %s."
                        .formatted(wanted, path, String.join(", ", profiles.keySet())))
            .orElse(
                "There is no profile %s: no %s here nor in ~/.config/tidemark. Write one (docs/configuration.md), or pass --config FILE."
                    .formatted(wanted, FILE)));
  }

  private static Optional<Path> found() {
    return List.of(
            Path.of(FILE), Path.of(System.getProperty("user.home"), ".config", "tidemark", FILE))
        .stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Profiles parse(Path file, UnaryOperator<@Nullable String> variables) {
    var document = YamlDocument.of(text(file));
    var profiles = new LinkedHashMap<String, Profile>();
    var reader = new ProfileReader(file, document, variables);
    String preferred = document.isReadable() ? reader.read(profiles) : Profile.LOCAL;
    List<Problem> problems = document.problems();
    if (!problems.isEmpty()) {
      throw new CommandFailure(Problem.sentence("the configuration " + file, problems));
    }
    return new Profiles(Optional.of(file), preferred, profiles);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          "Cannot read the configuration %s: %s. Check the file and its permissions."
              .formatted(file, unreadable),
          unreadable);
    }
  }
}
