package dev.tidemark.connector.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.Tidemark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiled plan is what a definition keeps over restarts; state must follow it. */
class CompiledPlanTest {
  @TempDir private static Path folder;

  private static final String STATEMENTS =
      String.join(
          ";\n",
          """
          CREATE TABLE orders (
            id STRING NOT NULL, customer STRING NOT NULL, note STRING, amount BIGINT NOT NULL,
            happened TIMESTAMP_LTZ(6) NOT NULL, PRIMARY KEY (customer, id) NOT ENFORCED
          ) WITH ('connector' = 'tidemark', 'topic' = 'plan-orders', 'event-time' = 'happened')
          """,
          SqlLinesTest.accounts("accounts", "plan-accounts"),
          SqlLinesTest.live(
              "order_city",
              "id STRING NOT NULL, customer STRING NOT NULL, city STRING, amount BIGINT,"
                  + " PRIMARY KEY (id, customer) NOT ENFORCED"),
          """
          INSERT INTO order_city
          SELECT o.id, o.customer, a.city, o.amount
          FROM orders o LEFT JOIN accounts a ON o.customer = a.customer
          """);

  @Test
  void aKilledJobGoesOnInAnotherJvmWithItsPlanAndItsState() throws Exception {
    try (Shop shop = new Shop(folder)) {
      shop.topic("plan-orders", 2);
      shop.topic("plan-accounts", 2);
      shop.order("plan-orders", 0, "o1", "ann", 1, 100);
      shop.order("plan-orders", 1, "o2", "bob", 2, 100);
      shop.account("plan-accounts", 0, "ann", "Bonn", 50);
      Map<String, String> settings = new HashMap<>(shop.settings("plan"));
      Process first = PlanProcess.start(folder, "first", settings, STATEMENTS);
      Tidemark before;
      try {
        before = shop.await("shop.order_city", "main", 3, first, folder.resolve("first.log"));
        assertThat(shop.rows("shop.order_city", "main"))
            .containsExactly("o1 ann Bonn 1", "o2 bob null 2");
      } finally {
        first.destroyForcibly().waitFor();
      }
      String plan = Files.readString(folder.resolve("plan.json"));
      assertThat(plan).contains("plan-orders").doesNotContain("bootstrap", "tidemark.run");

      shop.account("plan-accounts", 1, "bob", "Kiel", 60);
      shop.order("plan-orders", 0, "o3", "ann", 3, 200);
      shop.order("plan-orders", 1, "o1", "ann", 9, 90);
      settings.put("execution.state-recovery.path", shop.latestCheckpoint("plan"));
      settings.put("parallelism.default", "1");
      Process second = PlanProcess.start(folder, "second", settings, STATEMENTS);
      try {
        Tidemark after =
            shop.await("shop.order_city", "main", 6, second, folder.resolve("second.log"));

        assertThat(shop.rows("shop.order_city", "main"))
            .containsExactly("o1 ann Bonn 1", "o2 bob Kiel 2", "o3 ann Bonn 3");
        assertThat(after.definition()).isEqualTo(before.definition());
        assertThat(after.attempt()).isNotEqualTo(before.attempt());
        assertThat(shop.counts("shop.order_city", "main")).isEqualTo(List.of(6L, 6L, 0L, 0L));
        assertThat(after.topics().stream().map(t -> t.topic()))
            .containsExactly("plan-accounts", "plan-orders");
      } finally {
        second.destroyForcibly().waitFor();
      }

      settings.remove("execution.state-recovery.path");
      Process third = PlanProcess.start(folder, "third", settings, STATEMENTS);
      assertThat(third.waitFor()).isNotZero();
      assertThat(Files.readString(folder.resolve("third.log")))
          .contains("Run plan of shop.order_city already holds epoch")
          .contains("this job starts without its state");
    }
  }
}
