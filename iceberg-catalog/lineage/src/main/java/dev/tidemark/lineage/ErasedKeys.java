package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the rows and records of erased persons by the hashes of a ledger. A row costs one HMAC
 * per salt and column of the ledger, whatever the number of persons: about a microsecond each. Not
 * thread-safe.
 */
public final class ErasedKeys {

  /** Entries whose hashes are compared at once. */
  private record Group(String salt, List<Integer> columns) {}

  private final Collection<Erasure> erasures;
  private final Map<Group, Set<List<String>>> groups = new HashMap<>();
  private final Map<String, KeyHash> salts = new HashMap<>();

  private ErasedKeys(Collection<Erasure> erasures) {
    this.erasures = List.copyOf(erasures);
    for (Erasure erasure : erasures) {
      Group group = new Group(erasure.salt(), List.copyOf(erasure.hashes().keySet()));
      groups
          .computeIfAbsent(group, none -> new HashSet<>())
          .add(List.copyOf(erasure.hashes().values()));
      salts.computeIfAbsent(erasure.salt(), KeyHash::new);
    }
  }

  /** Those of some entries. */
  public static ErasedKeys of(Collection<Erasure> erasures) {
    return new ErasedKeys(erasures);
  }

  /** The columns, by field id, that at least one of the entries has. */
  public Set<Integer> columns() {
    Set<Integer> columns = new HashSet<>();
    groups.keySet().forEach(group -> columns.addAll(group.columns()));
    return columns;
  }

  /** Whether rows with only these columns can be recognised. */
  public boolean canBeIn(Set<Integer> columns) {
    return groups.keySet().stream().anyMatch(group -> columns.containsAll(group.columns()));
  }

  /** True for the rows of an erased person, in Iceberg's internal form with these columns. */
  public Predicate<StructLike> rows(Schema schema) {
    Map<Integer, Integer> positions = new TreeMap<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      positions.put(schema.columns().get(i).fieldId(), i);
    }
    List<Predicate<StructLike>> tests = new ArrayList<>();
    groups.forEach(
        (group, hashes) -> {
          if (positions.keySet().containsAll(group.columns())) {
            KeyHash hash = salts.get(group.salt());
            int[] at = group.columns().stream().mapToInt(positions::get).toArray();
            tests.add(row -> hashes.contains(hashes(hash, row, at)));
          }
        });
    return row -> tests.stream().anyMatch(test -> test.test(row));
  }

  private static List<String> hashes(KeyHash hash, StructLike row, int[] positions) {
    List<String> hashes = new ArrayList<>(positions.length);
    for (int position : positions) {
      @Nullable Object value = row.get(position, Object.class);
      // The hash of a value is never empty: a row without the value is nobody's.
      hashes.add(value == null ? "" : hash.of(KeyHash.text(value)));
    }
    return hashes;
  }

  /** True if the words of a record have all values of an erased person. */
  public boolean areAmong(Set<RecordWords.Word> words) {
    for (Map.Entry<String, KeyHash> salt : salts.entrySet()) {
      Set<String> found = new HashSet<>();
      words.forEach(word -> found.add(salt.getValue().of(word.utf8())));
      for (Erasure erasure : erasures) {
        if (erasure.salt().equals(salt.getKey()) && found.containsAll(erasure.hashes().values())) {
          return true;
        }
      }
    }
    return false;
  }
}
