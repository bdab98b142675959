package dev.tidemark.udf;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class OrderLinesTest {
  @Test
  void invoiceWithLeadingCIsACancellation() {
    assertThat(OrderLines.isCancellation("C536379")).isTrue();
    assertThat(OrderLines.isCancellation("536379")).isFalse();
    assertThat(OrderLines.isCancellation("")).isFalse();
  }

  @Test
  void amountIsExactAndKeepsTheSign() {
    assertThat(OrderLines.amount(-3, new BigDecimal("0.001"))).isEqualByComparingTo("-0.003");
    assertThat(OrderLines.amount(Integer.MIN_VALUE, new BigDecimal("9999999.999")))
        .isEqualByComparingTo("-21474836477852516.352");
  }
}
