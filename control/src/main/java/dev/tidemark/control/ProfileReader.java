package dev.tidemark.control;

import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes profiles of their YAML; problems go to the document. */
final class ProfileReader {
  private static final Form<String> NAME =
      Form.matching("a name like lake or lake-eu", Pattern.compile("[a-z][a-z0-9-]*"));
  private static final Form<String> ADDRESS =
      Form.matching("a URL like http://host:8081", Pattern.compile("https?://\\S+|\\$\\{.*"));
  private static final Form<String> TARGET =
      Form.matching("local or cluster", Pattern.compile("local|cluster"));
  private static final Form<String> ANY = new Form<>("a text", Optional::of);

  /** Maps whose keys are those of the software that takes them. */
  private static final List<String> FOREIGN = List.of("catalog", "kafka", "storage");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Path file;
  private final YamlDocument document;
  private final UnaryOperator<@Nullable String> variables;

  ProfileReader(Path file, YamlDocument document, UnaryOperator<@Nullable String> variables) {
    this.file = file;
    this.document = document;
    this.variables = variables;
  }

  /** Reads all of them and returns the name of the preferred one. */
  String read(Map<String, Profile> into) {
    YamlMap root = document.root();
    String preferred = root.optional("profile", NAME).orElse(Profile.LOCAL);
    root.map("profiles")
        .ifPresent(
            profiles -> {
              for (String name : profiles.keys()) {
                if (NAME.reader().apply(name).isEmpty()) {
                  document.problem(profiles.path(name), "\"" + name + "\"", NAME.accepted());
                }
                profiles.map(name).ifPresent(map -> into.put(name, profile(name, map)));
              }
            });
    root.refuseOtherKeys();
    if (!preferred.equals(Profile.LOCAL) && !into.containsKey(preferred)) {
      document.problem("profile", "\"" + preferred + "\"", "local or one of profiles");
    }
    return preferred;
  }

  private Profile profile(String name, YamlMap map) {
    var values = new TreeMap<String, String>();
    Optional<Path> folder =
        map.optional("dir", Form.TEXT).map(text -> resolved(value(map.path("dir"), text)));
    put(map, "bootstrap-servers", Form.TEXT, values);
    put(map, "registry-url", ADDRESS, values);
    put(map, "flink.rest-url", ADDRESS, values);
    put(map, "target", TARGET, values);
    for (String group : FOREIGN) {
      map.map(group)
          .ifPresent(
              settings ->
                  settings
                      .keys()
                      .forEach(
                          key -> {
                            String path = settings.path(key);
                            settings
                                .optional(key, ANY)
                                .ifPresent(
                                    text -> values.put(group + "." + key, value(path, text)));
                          }));
    }
    map.refuseOtherKeys();
    return new Profile(name, Optional.of(file), folder, values);
  }

  private void put(YamlMap map, String key, Form<String> form, Map<String, String> values) {
    map.optional(key, form).ifPresent(text -> values.put(key, value(map.path(key), text)));
  }

  /** With the process's variables in it, so that the file need not hold secrets. */
  private String value(String path, String text) {
    return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(of(path, found)));
  }

  private String of(String path, MatchResult found) {
    String value = variables.apply(found.group(1));
    if (value == null) {
      document.problem(
          path, found.group() + ", which is not set", "variables that the environment has");
      return "";
    }
    return value;
  }

  /** Relative to the file; a tilde is the user's home. */
  private Path resolved(String text) {
    String home = System.getProperty("user.home");
    String path = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
    return file.resolveSibling(path).normalize();
  }
}
