package dev.tidemark.control.compare;

import dev.tidemark.compare.Difference;
import dev.tidemark.compare.Pair;
import dev.tidemark.compare.rows.BucketDigests;
import dev.tidemark.compare.rows.Digest;
import dev.tidemark.control.Console;
import dev.tidemark.control.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How two versions differ, for people. */
final class DifferenceText {
  private final Console console;
  private final Set<String> key;

  DifferenceText(Console console, Pair pair) {
    this.console = console;
    this.key = pair.a().table().schema().identifierFieldNames();
  }

  List<String> lines(Difference difference) {
    List<String> lines = new ArrayList<>();
    TextTable digests = new TextTable("", "-ROWS", "DIGEST");
    add(digests, "A", difference.a());
    add(digests, "B", difference.b());
    lines.addAll(digests.lines());
    if (difference.isEmpty()) {
      lines.add(console.styled(Console.Style.GREEN, "equal"));
      return lines;
    }
    lines.add(console.styled(Console.Style.RED, "different: ") + summary(difference));
    if (!difference.complete()) {
      lines.add("Of so many differences only some were looked at: the numbers are at least these.");
    }
    if (!difference.changedColumns().isEmpty()) {
      TextTable columns = new TextTable("COLUMN", "-CHANGED KEYS");
      difference.changedColumns().forEach(columns::add);
      lines.addAll(columns.lines());
    }
    difference.samples().forEach(sample -> lines.add(sample(sample)));
    return lines;
  }

  private static void add(TextTable digests, String side, Digest digest) {
    digests.add(side, "%,d".formatted(digest.rows()), digest.text());
  }

  private String summary(Difference difference) {
    return key.isEmpty()
        ? "%,d rows only in A, %,d only in B; in %,d of %,d buckets"
            .formatted(
                difference.onlyA(),
                difference.onlyB(),
                difference.buckets().size(),
                BucketDigests.BUCKETS)
        : "%,d keys only in A, %,d only in B, %,d changed; in %,d of %,d buckets"
            .formatted(
                difference.onlyA(),
                difference.onlyB(),
                difference.changed(),
                difference.buckets().size(),
                BucketDigests.BUCKETS);
  }

  private String sample(Difference.Sample sample) {
    Map<String, @Nullable String> a = sample.a();
    Map<String, @Nullable String> b = sample.b();
    if (a == null || b == null) {
      return a == null ? "only in B  " + b : "only in A  " + a;
    }
    Map<String, @Nullable String> keys = new LinkedHashMap<>(a);
    keys.keySet().retainAll(key);
    List<String> changes = new ArrayList<>();
    for (String column : sample.columns()) {
      changes.add("%s: %s → %s".formatted(column, a.get(column), b.get(column)));
    }
    return "changed    %s  %s".formatted(keys, String.join(", ", changes));
  }
}
