package dev.tidemark.control.example;

import java.util.ArrayList;
import java.util.List;

/**
 * How the quarantine differs from what is expected. An event with another reason than expected is
 * in both lists.
 */
record RejectDiff(List<ExpectedReject> missing, List<FoundReject> unexpected) {
  static RejectDiff of(List<ExpectedReject> expected, List<FoundReject> found) {
    List<ExpectedReject> missing = new ArrayList<>(expected);
    List<FoundReject> unexpected = new ArrayList<>();
    for (FoundReject reject : found) {
      if (!missing.remove(new ExpectedReject(reject.topic(), reject.line(), reject.reason()))) {
        unexpected.add(reject);
      }
    }
    return new RejectDiff(List.copyOf(missing), List.copyOf(unexpected));
  }

  boolean isEmpty() {
    return missing.isEmpty() && unexpected.isEmpty();
  }
}
