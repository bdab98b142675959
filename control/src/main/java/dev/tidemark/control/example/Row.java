package dev.tidemark.control.example;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as the texts of its values, see {@link Cell}, in the order of the table's columns. */
record Row(List<@Nullable String> cells) {
  Row {
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
  }
}
