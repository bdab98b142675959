package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.definition.TableName;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

class RunQuotasTest {
  private static final RunQuota QUOTA = new RunQuota("r2", 10_000_000, 3);

  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);

  @Test
  void quotaIsRememberedOverTheStartOfItsRunUntilItIsForgotten() {
    orders.startRun("r1", true);
    orders.quotas().remember(QUOTA);
    orders.startRun("r2", false);

    assertThat(orders.quotas().of("r2")).contains(QUOTA);
    assertThat(orders.quotas().of("r1")).isEmpty();
    assertThat(orders.runs()).extracting(Run::quota).containsExactly(null, QUOTA);

    var faster = new RunQuota("r2", 20_000_000, 4);
    orders.quotas().remember(faster);
    orders.quotas().remember(faster);
    assertThat(orders.quotas().of("r2")).contains(faster);

    orders.quotas().forget("r2");
    orders.quotas().forget("r2");
    assertThat(orders.quotas().of("r2")).isEmpty();
    assertThat(orders.table().properties()).doesNotContainKey("tidemark.run.r2.quota");
  }

  @Test
  void quotaOutlivesTheRetirementOfItsRun() {
    orders.startRun("r1", true);
    orders.startRun("r2", false);
    orders.quotas().remember(QUOTA);

    orders.retire("r2", "test", "");

    assertThat(orders.quotas().of("r2")).contains(QUOTA);
  }

  @Test
  void clientIdsAreTheTablesTheRunsAndTheReaders() {
    assertThat(QUOTA.clientIds(TableName.parse("shop.orders")))
        .containsExactly(
            "tidemark-shop.orders-r2-0", "tidemark-shop.orders-r2-1", "tidemark-shop.orders-r2-2");
  }

  @Test
  void damagedPropertyIsNamed() {
    orders.table().updateProperties().set("tidemark.run.r2.quota", "fast").commit();

    assertThatThrownBy(() -> orders.quotas().of("r2"))
        .hasMessage(
            "Property tidemark.run.r2.quota is damaged: it holds \"fast\" instead of a rate and a number of readers. Compare it with the tidemark specification.");
  }
}
