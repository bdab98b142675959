package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SettledTest {
  @Test
  void rowsCountUpToTheFirstThatIsOpen() {
    var settled = new Settled(10);
    assertThat(settled.upTo()).isEqualTo(10);
    settled.add(12);
    settled.add(13);
    assertThat(settled.upTo()).isEqualTo(10);
    settled.add(11);
    assertThat(settled.upTo()).isEqualTo(13);
    settled.add(15);
    assertThat(settled.upTo()).isEqualTo(13);
  }

  @Test
  void anyOrderEndsAtTheLastRowHoweverManyThereAre() {
    var settled = new Settled(0);
    var random = new Random(1);
    for (long base = 0; base < 1_000_000; base += 1_000) {
      List<Long> rows =
          new ArrayList<>(LongStream.rangeClosed(base + 1, base + 1_000).boxed().toList());
      Collections.shuffle(rows, random);
      rows.forEach(settled::add);
      assertThat(settled.upTo()).isEqualTo(base + 1_000);
    }
  }
}
