package dev.tidemark.lineage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A wish that a run stands still at a version of another run: each of its partitions where that
 * version's tidemark has it.
 *
 * @param run the run that stands still
 * @param snapshotId the version of the other run
 * @param until when the run goes on by itself, so that a wish whose author was killed ends
 * @param id of the author's whole attempt, which may wish for one version after the other
 * @param by who wants it
 */
public record Cut(String run, long snapshotId, Instant until, String id, String by) {

  String key() {
    return Keys.cut(run);
  }

  String text() {
    return "%d %d %s %s"
        .formatted(
            snapshotId, until.toEpochMilli(), id, URLEncoder.encode(by, StandardCharsets.UTF_8));
  }

  static Cut of(String run, String text) {
    String[] parts = text.split(" ", 4);
    if (parts.length != 4) {
      throw new TidemarkFormatException(
          "Property %s is damaged: it holds \"%s\" instead of version, time, id and name. Compare it with the tidemark specification."
              .formatted(Keys.cut(run), text));
    }
    return new Cut(
        run,
        TextVectors.number(Keys.cut(run), parts[0]),
        Instant.ofEpochMilli(TextVectors.number(Keys.cut(run), parts[1])),
        parts[2],
        URLDecoder.decode(parts[3], StandardCharsets.UTF_8));
  }
}
