package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Collection;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/**
 * The tags on what readers saw before a move of {@code main}, each with a property that says when
 * the move was. Tag and property come and go in one commit.
 *
 * <p>What readers saw until the move may have been made long before it: the table was held for
 * days, or its run was down. It is the move that people take back, so its own moment decides how
 * long the tag stays.
 */
final class BeforeTags {
  private BeforeTags() {}

  static boolean is(String tag) {
    return tag.startsWith(Keys.BEFORE_TAG);
  }

  /** Keeps the old head of {@code main} from being expired, under the next free name. */
  static void add(TableMetadata table, Transaction transaction, Instant moved) {
    int next = 1;
    while (table.ref(Keys.BEFORE_TAG + next) != null) {
      next++;
    }
    String tag = Keys.BEFORE_TAG + next;
    transaction.manageSnapshots().createTag(tag, Ancestry.main(table).snapshotId()).commit();
    transaction.updateProperties().set(key(tag), String.valueOf(moved.toEpochMilli())).commit();
  }

  /** When readers saw the version last; that it was made, for a tag from before this was noted. */
  static Instant moved(TableMetadata table, String tag) {
    @Nullable String noted = table.properties().get(key(tag));
    Snapshot version = table.snapshot(table.ref(tag).snapshotId());
    return Instant.ofEpochMilli(
        noted == null ? version.timestampMillis() : TextVectors.number(key(tag), noted));
  }

  /** Forgets the moments of those among some tags that are going. */
  static void forget(Collection<String> tags, UpdateProperties properties) {
    tags.stream().filter(BeforeTags::is).map(BeforeTags::key).forEach(properties::remove);
  }

  private static String key(String tag) {
    return Keys.BEFORE + tag.substring(Keys.BEFORE_TAG.length());
  }
}
