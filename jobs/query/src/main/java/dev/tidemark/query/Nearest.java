package dev.tidemark.query;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which of several names was meant by one that is none of them. */
final class Nearest {
  /** A third of the letters may be wrong, and one always. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private Nearest() {}

  /** The name that takes the fewest letters changed, added or left out; empty if none is near. */
  static Optional<String> of(String typed, Collection<String> names) {
    int most = Math.max(1, typed.length() / LETTERS_PER_MISTAKE);
    return names.stream()
        .filter(name -> distance(typed, name) <= most)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** Levenshtein's, whatever the case. */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(diagonal, row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
