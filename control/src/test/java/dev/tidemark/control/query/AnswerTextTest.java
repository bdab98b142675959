package dev.tidemark.control.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  @Test
  void numbersAreSetRightAndControlCharactersShown() throws IOException {
    AnswerText text =
        text(
            """
            {"columns": [{"name": "product", "type": "STRING"}, {"name": "n", "type": "BIGINT NOT NULL"}],
             "rows": [{"product": "a\\tb", "n": 7}, {"product": null, "n": 1234}], "complete": true}""",
            false);
    assertThat(text.lines()).containsExactly("product     n", "a·b         7", "null     1234");
    assertThat(text.note()).isEqualTo("2 rows.");
  }

  @Test
  void longValuesAreCutOnATerminalOnly() throws IOException {
    String answer =
        "{\"columns\": [{\"name\": \"a\", \"type\": \"STRING\"}], \"rows\": [{\"a\": \"%s\"}], \"complete\": true}"
            .formatted("x".repeat(60));
    assertThat(text(answer, true).lines().get(1)).isEqualTo("x".repeat(47) + "…");
    assertThat(text(answer, false).lines().get(1)).isEqualTo("x".repeat(60));
  }

  @Test
  void theNoteNamesVersionsAndTidemarksAndThatThereIsMore() throws IOException {
    AnswerText text =
        text(
            """
            {"columns": [{"name": "a", "type": "INT"}], "rows": [{"a": 1}], "complete": false,
             "read": [{"table": "shop.spent", "version": "4711", "at": "2026-01-20T08:00:00Z",
                       "tidemark": {"run": "r1", "epoch": 12, "id": "t12"}}]}""",
            false);
    assertThat(text.note())
        .isEqualTo(
            "The first row; --limit shows more.\n"
                + "Read shop.spent, version 4711 of 2026-01-20T08:00:00Z: r1, epoch 12, tidemark t12.");
  }

  private static AnswerText text(String answer, boolean terminal) throws IOException {
    return new AnswerText(new ObjectMapper().readTree(answer), terminal);
  }
}
