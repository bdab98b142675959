package dev.tidemark.yaml;

/**
 * One thing wrong in a YAML file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param key path of the value, for example {@code columns[2].type}
 * @param found what stands there
 * @param accepted what may stand there
 */
public record Problem(int line, int column, String key, String found, String accepted) {
  public String sentence() {
    return "%d:%d %s: found %s, accepted is %s".formatted(line, column, key, found, accepted);
  }
}
